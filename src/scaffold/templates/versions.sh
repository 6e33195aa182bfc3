# fits VERSION NUMBER...: whether a version begins with one of these numbers.
fits() {
    version=$1
    shift
    for number in "$@"; do
        case "$version." in
            "$number".*) return 0 ;;
        esac
    done
    return 1
}

# number: the first version in what is read.
number() {
    sed -n 's/^[^0-9]*\([0-9][0-9.]*\).*/\1/p' | head -n 1
}

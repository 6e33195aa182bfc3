# older VERSION OTHER: whether a version comes before another one, number by number.
older() {
    left=$1.
    right=$2.
    while [ -n "$left$right" ]; do
        one=${left%%.*}
        other=${right%%.*}
        left=${left#*.}
        right=${right#*.}
        if [ "${one:-0}" -lt "${other:-0}" ]; then
            return 0
        elif [ "${one:-0}" -gt "${other:-0}" ]; then
            return 1
        fi
    done
    return 1
}

# fits VERSION WANTED...: whether a version is one of these: `20` stands for all that begin with it, `18..21` for those
# from 18 on that are below 21; either end may be left out.
fits() {
    version=$1
    shift
    for range in "$@"; do
        from=${range%..*}
        below=${range#*..}
        case "$range:$version." in
            *..*:*)
                if [ -n "$from" ] && older "$version" "$from"; then
                    continue
                elif [ -z "$below" ] || older "$version" "$below"; then
                    return 0
                fi ;;
            *:"$range".*) return 0 ;;
        esac
    done
    return 1
}

# number: the first version in what is read.
number() {
    sed -n 's/^[^0-9]*\([0-9][0-9.]*\).*/\1/p' | head -n 1
}

# in_words WANTED...: what is asked for, as people say it.
in_words() {
    said=''
    for range in "$@"; do
        case "$range" in
            *..) range="${range%..} or newer" ;;
            ..*) range="below ${range#..}" ;;
            *..*) range="${range%..*} or newer, below ${range#*..}" ;;
        esac
        said="${said:+$said, or }$range"
    done
    printf '%s' "$said"
}

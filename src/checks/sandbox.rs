//! Confines the thread that calls it, and every process that this thread starts: which files can be read and written, no
//! network, no more privileges than it has.
//!
//! Linux gives this to anybody through Landlock and seccomp. Elsewhere there is nothing of the kind that a program may ask
//! for without privilege, so nothing is confined, and every result says so.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::{Deserialize, Serialize};

/// What a confined command may touch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// Files and folders that it may read and run.
    pub readable: Vec<PathBuf>,
    /// Folders of which it may see the names, and read only what of them is readable by itself.
    pub listed: Vec<Listed>,
    /// Files and folders that it may also change.
    pub writable: Vec<PathBuf>,
    /// Whether it may open sockets.
    pub net: bool,
    /// Whether these may be sockets of this machine, which have a path: daemons behind them do what they are told.
    pub local: bool,
}

/// A folder of which not all is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    folder: PathBuf,
    /// When a name in it last changed, in nanoseconds: what was open then may be another file now. 0 if it is not there.
    changed: u128,
}

impl Listed {
    fn new(folder: PathBuf) -> Self {
        let changed = changed(&folder);
        Self { folder, changed }
    }
}

fn changed(folder: &Path) -> u128 {
    let time = folder.metadata().and_then(|there| there.modified()).ok();
    time.and_then(|time| time.duration_since(UNIX_EPOCH).ok()).map_or(0, |time| time.as_nanos())
}

impl Confinement {
    /// The same without what lies in a folder.
    #[must_use]
    pub fn without(mut self, folder: &Path) -> Self {
        self.readable.retain(|path| !path.starts_with(folder));
        self.listed.retain(|listed| !listed.folder.starts_with(folder));
        self
    }

    /// Whether the folders of which not all is open hold the names that they held.
    pub fn is_current(&self) -> bool {
        self.listed.iter().all(|listed| changed(&listed.folder) == listed.changed)
    }
}

/// Places that stay closed wherever they lie in what is open.
#[derive(Clone, Debug, Default)]
pub struct Closed {
    places: GlobSet,
    above: GlobSet,
}

impl Closed {
    /// Those that these patterns of absolute paths match, in which `*` is no slash.
    pub fn new(patterns: impl IntoIterator<Item = String>) -> Self {
        let (mut places, mut above) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        let one = |pattern: &str| GlobBuilder::new(pattern).literal_separator(true).build().ok();
        for pattern in patterns {
            if let Some(glob) = one(&pattern) {
                places.add(glob);
            }
            let folders = pattern.match_indices('/').filter_map(|(at, _)| one(&pattern[..at.max(1)]));
            for glob in folders {
                above.add(glob);
            }
        }
        Self { places: places.build().unwrap_or_default(), above: above.build().unwrap_or_default() }
    }

    /// Whether a path is one of them, or lies in one.
    pub fn has(&self, path: &Path) -> bool {
        path.ancestors().any(|above| self.places.is_match(above))
    }

    /// Lets a command read what lies in these places and is not closed.
    pub fn open(&self, places: &[PathBuf], confinement: &mut Confinement) {
        for place in places {
            self.admit(place.canonicalize().unwrap_or_else(|_| place.clone()), confinement);
        }
    }

    fn admit(&self, place: PathBuf, confinement: &mut Confinement) {
        if !self.above.is_match(&place) || place.is_file() {
            return confinement.readable.push(place);
        }
        // Noted before its names are read, so that what comes meanwhile shows.
        let listed = Listed::new(place);
        let entries = listed.folder.read_dir().into_iter().flatten();
        for entry in entries.filter_map(Result::ok) {
            // What a link leads to is open by itself, or is not.
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            let path = entry.path();
            if !is_link && !self.places.is_match(&path) {
                self.admit(path, confinement);
            }
        }
        confinement.listed.push(listed);
    }
}

/// A path as a pattern that matches it alone.
pub fn literally(path: &Path) -> String {
    globset::escape(&path.to_string_lossy())
}

/// What nothing confines is called in results.
pub const NONE: &str = "none";

/// What would confine a command on this machine: `landlock+seccomp`, `seccomp` or `none`.
pub fn available() -> String {
    // Only a thread that is thrown away can try.
    let tried = std::thread::spawn(|| confine(&Confinement::default()).unwrap_or_else(|_| NONE.to_owned()));
    tried.join().unwrap_or_else(|_| NONE.to_owned())
}

#[cfg(not(target_os = "linux"))]
/// Confines nothing; says so.
pub fn confine(_: &Confinement) -> Result<String, String> {
    Ok(NONE.to_owned())
}

#[cfg(target_os = "linux")]
pub use linux::confine;

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;

    use landlock::{ABI, Access, AccessFs, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetStatus, Scope};
    use rustix::thread::{CapabilitySet, CapabilitySets};
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    };

    use super::Confinement;

    /// The newest rules that are asked for; an older kernel gives what it has.
    const NEWEST: ABI = ABI::V6;

    /// Confines this thread and what it starts; says by what.
    pub fn confine(confinement: &Confinement) -> Result<String, String> {
        rustix::thread::set_no_new_privs(true).map_err(|error| format!("privileges cannot be given up: {error}"))?;
        give_up_capabilities().map_err(|error| format!("capabilities cannot be given up: {error}"))?;
        let files = files(confinement).map_err(|error| format!("Landlock: {error}"))?;
        calls(confinement)?;
        Ok(if files { "landlock+seccomp" } else { "seccomp" }.to_owned())
    }

    /// Leaves root no more than another user has: Landlock does not stop a holder of some capabilities from looking into
    /// other processes.
    fn give_up_capabilities() -> rustix::io::Result<()> {
        for number in 0..u64::BITS {
            // The kernel knows fewer, and only root may take one out of what its programs can gain.
            if rustix::thread::remove_capability_from_bounding_set(CapabilitySet::from_bits_retain(1 << number))
                .is_err()
            {
                break;
            }
        }
        let none = CapabilitySet::empty();
        // What is neither permitted nor inheritable is not ambient either.
        rustix::thread::set_capabilities(None, CapabilitySets { effective: none, permitted: none, inheritable: none })
    }

    /// Whether the kernel confines which files are touched.
    fn files(confinement: &Confinement) -> Result<bool, landlock::RulesetError> {
        let all = AccessFs::from_all(NEWEST);
        let status = Ruleset::default()
            .handle_access(all)?
            .scope(Scope::from_all(NEWEST))?
            .create()?
            .add_rules(landlock::path_beneath_rules(&confinement.readable, AccessFs::from_read(NEWEST)))?
            .add_rules(landlock::path_beneath_rules(
                confinement.listed.iter().map(|listed| &listed.folder),
                AccessFs::ReadDir,
            ))?
            .add_rules(landlock::path_beneath_rules(&confinement.writable, all))?
            .restrict_self()?;
        Ok(status.ruleset != RulesetStatus::NotEnforced)
    }

    /// Refuses what Landlock does not see: sockets, modes and owners of files, other processes, the machine itself.
    fn calls(confinement: &Confinement) -> Result<(), String> {
        let mut rules = Rules::new();
        let sockets = if confinement.net { &[][..] } else { SOCKETS };
        rules.extend(REFUSED.iter().chain(sockets).map(|call| (*call, Vec::new())));
        let mut refuse_where = |call: i64, argument: u8, compared: SeccompCmpOp, value: u64| {
            let told = |error: seccompiler::BackendError| format!("seccomp: {error}");
            let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, compared, value);
            let rule = condition.and_then(|condition| SeccompRule::new(vec![condition])).map_err(told)?;
            rules.entry(call).or_default().push(rule);
            Ok::<(), String>(())
        };
        for (call, argument, own) in OF_OTHERS {
            refuse_where(*call, *argument, SeccompCmpOp::Ne, *own)?;
        }
        for (call, argument, order) in ORDERS {
            refuse_where(*call, *argument, SeccompCmpOp::Eq, *order)?;
        }
        // All that btrfs does by orders, such as making volumes in a folder that is only open to be read.
        refuse_where(libc::SYS_ioctl, 1, SeccompCmpOp::MaskedEq(KIND_OF_ORDER), ORDERS_OF_BTRFS)?;
        // This thread stays, and what it starts is confined with it: a signal to it would end the whole helper.
        let own = u64::from(rustix::thread::gettid().as_raw_nonzero().get().unsigned_abs());
        for (call, argument) in SIGNALS {
            refuse_where(*call, *argument, SeccompCmpOp::Eq, own)?;
        }
        let new_user = u64::from(libc::CLONE_NEWUSER.unsigned_abs());
        refuse_where(libc::SYS_clone, 0, SeccompCmpOp::MaskedEq(new_user), new_user)?;
        // The ends of such a pair send to any path.
        let asks_daemons = confinement.net && confinement.local;
        for kind in [libc::SOCK_DGRAM, libc::SOCK_RAW].into_iter().filter(|_| !asks_daemons) {
            let kind = u64::from(kind.unsigned_abs());
            refuse_where(libc::SYS_socketpair, 1, SeccompCmpOp::MaskedEq(KIND_OF_SOCKET), kind)?;
        }
        if confinement.net && !confinement.local {
            refuse_where(libc::SYS_socket, 0, SeccompCmpOp::Eq, u64::from(libc::AF_UNIX.unsigned_abs()))?;
        }
        apply(rules, libc::EPERM)?;
        // Its flags lie in memory, where no filter looks; who is told that it does not exist takes the older one.
        apply([(libc::SYS_clone3, Vec::new())].into(), libc::ENOSYS)?;
        refuse_unknown()
    }

    /// The newest call that the lists here were made for. The numbers beyond are those of newer kernels, and of x32.
    const NEWEST_CALL: u32 = 462;

    /// Lets no call through that is newer than the lists here: it may do what they refuse. Programs take it for a kernel
    /// that is older.
    fn refuse_unknown() -> Result<(), String> {
        let step = |code: u32, if_true: u8, value: u32| seccompiler::sock_filter {
            code: u16::try_from(code).unwrap_or_default(),
            jt: if_true,
            jf: 0,
            k: value,
        };
        let program = [
            // The number of a call is the first of what a filter is given.
            step(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0),
            step(libc::BPF_JMP | libc::BPF_JGT | libc::BPF_K, 1, NEWEST_CALL),
            step(libc::BPF_RET | libc::BPF_K, 0, libc::SECCOMP_RET_ALLOW),
            step(libc::BPF_RET | libc::BPF_K, 0, libc::SECCOMP_RET_ERRNO | libc::ENOSYS.unsigned_abs()),
        ];
        seccompiler::apply_filter(&program).map_err(|error| format!("seccomp: {error}"))
    }

    type Rules = BTreeMap<i64, Vec<SeccompRule>>;

    /// Refuses the calls of these rules from now on, with an error.
    fn apply(rules: Rules, error: i32) -> Result<(), String> {
        let refuse = SeccompAction::Errno(error.unsigned_abs());
        let architecture = std::env::consts::ARCH.try_into();
        let filter =
            architecture.and_then(|architecture| SeccompFilter::new(rules, SeccompAction::Allow, refuse, architecture));
        let program: Result<BpfProgram, _> = filter.and_then(TryInto::try_into);
        let program = program.map_err(|error| format!("seccomp: {error}"))?;
        seccompiler::apply_filter(&program).map_err(|error| format!("seccomp: {error}"))
    }

    /// Which bits of a socket's type say what kind it is; the others are options.
    const KIND_OF_SOCKET: u64 = 0xf;

    /// Calls by which a process reaches others. A pair of sockets within it is no way out, unless each can be told for every
    /// message where that goes.
    const SOCKETS: &[i64] = &[libc::SYS_socket];

    /// Calls that change how a process runs, each with the argument that says whose, and what it is for the caller itself.
    const OF_OTHERS: &[(i64, u8, u64)] = &[
        (libc::SYS_prlimit64, 0, 0),
        (libc::SYS_setpriority, 0, 0),
        (libc::SYS_setpriority, 1, 0),
        // One process, and not all of a group or user.
        (libc::SYS_ioprio_set, 0, 1),
        (libc::SYS_ioprio_set, 1, 0),
        (libc::SYS_sched_setaffinity, 0, 0),
        (libc::SYS_sched_setscheduler, 0, 0),
        (libc::SYS_sched_setparam, 0, 0),
        (libc::SYS_sched_setattr, 0, 0),
    ];

    /// Calls that reach a process or a thread by its number, each with the argument that holds it.
    const SIGNALS: &[(i64, u8)] = &[
        (libc::SYS_kill, 0),
        (libc::SYS_tkill, 0),
        (libc::SYS_tgkill, 1),
        (libc::SYS_rt_sigqueueinfo, 0),
        (libc::SYS_rt_tgsigqueueinfo, 1),
        (libc::SYS_pidfd_open, 0),
    ];

    /// The bits of an order that say which driver it is for, and what they are for btrfs and clones of files.
    const KIND_OF_ORDER: u64 = 0xff00;
    const ORDERS_OF_BTRFS: u64 = 0x9400;

    /// Calls that do many things, each with the argument that says what, and what is refused: it changes a file that is
    /// only open to be read, or tells what others do with it.
    const ORDERS: &[(i64, u8, u64)] = &[
        // `FS_IOC_SETFLAGS`, `FS_IOC_FSSETXATTR` and `FS_IOC_SETVERSION`, of which some have a second number.
        (libc::SYS_ioctl, 1, 0x4008_6602),
        (libc::SYS_ioctl, 1, 0x4004_6602),
        (libc::SYS_ioctl, 1, 0x401c_5820),
        (libc::SYS_ioctl, 1, 0x4008_7602),
        (libc::SYS_ioctl, 1, 0x4004_7602),
        // Verity and encryption.
        (libc::SYS_ioctl, 1, 0x4080_6685),
        (libc::SYS_ioctl, 1, 0x800c_6613),
        // `TIOCSTI`, which types into a terminal.
        (libc::SYS_ioctl, 1, 0x5412),
        // `F_SETLEASE` and `F_NOTIFY`.
        (libc::SYS_fcntl, 1, 1024),
        (libc::SYS_fcntl, 1, 1026),
        // `F_SETOWN`, `F_SETOWN_EX`, `FIOSETOWN` and `SIOCSPGRP`, which have whoever is named signalled.
        (libc::SYS_fcntl, 1, 8),
        (libc::SYS_fcntl, 1, 15),
        (libc::SYS_ioctl, 1, 0x8901),
        (libc::SYS_ioctl, 1, 0x8902),
    ];

    /// Calls that no command needs that only looks.
    const REFUSED: &[i64] = &[
        // An interface that does everything else without being seen.
        libc::SYS_io_uring_setup,
        libc::SYS_io_uring_enter,
        libc::SYS_io_uring_register,
        // Modes, owners, times and attributes of files.
        #[cfg(target_arch = "x86_64")]
        libc::SYS_chmod,
        libc::SYS_fchmod,
        libc::SYS_fchmodat,
        libc::SYS_fchmodat2,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_chown,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_lchown,
        libc::SYS_fchown,
        libc::SYS_fchownat,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_utime,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_utimes,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_futimesat,
        libc::SYS_utimensat,
        libc::SYS_setxattr,
        libc::SYS_lsetxattr,
        libc::SYS_fsetxattr,
        libc::SYS_removexattr,
        libc::SYS_lremovexattr,
        libc::SYS_fremovexattr,
        // Other processes.
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_pidfd_getfd,
        // By it a thread can be reached whose number nobody names.
        libc::SYS_pidfd_send_signal,
        libc::SYS_kcmp,
        libc::SYS_migrate_pages,
        libc::SYS_move_pages,
        libc::SYS_process_madvise,
        // Memory, queues and locks that processes share by number or by a name that is no path.
        libc::SYS_shmget,
        libc::SYS_shmat,
        libc::SYS_shmctl,
        libc::SYS_msgget,
        libc::SYS_msgsnd,
        libc::SYS_msgrcv,
        libc::SYS_msgctl,
        libc::SYS_semget,
        libc::SYS_semop,
        libc::SYS_semtimedop,
        libc::SYS_semctl,
        libc::SYS_mq_open,
        libc::SYS_mq_unlink,
        // Name spaces, mounts, keys, the kernel.
        libc::SYS_unshare,
        libc::SYS_setns,
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_move_mount,
        libc::SYS_open_tree,
        libc::SYS_fsopen,
        libc::SYS_fsconfig,
        libc::SYS_fsmount,
        libc::SYS_fspick,
        libc::SYS_mount_setattr,
        libc::SYS_pivot_root,
        libc::SYS_chroot,
        libc::SYS_open_by_handle_at,
        libc::SYS_add_key,
        libc::SYS_request_key,
        libc::SYS_keyctl,
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_userfaultfd,
        libc::SYS_init_module,
        libc::SYS_finit_module,
        libc::SYS_delete_module,
        libc::SYS_kexec_load,
        libc::SYS_reboot,
        libc::SYS_swapon,
        libc::SYS_swapoff,
        libc::SYS_quotactl,
        libc::SYS_acct,
        libc::SYS_settimeofday,
        libc::SYS_clock_settime,
        libc::SYS_clock_adjtime,
        libc::SYS_adjtimex,
        libc::SYS_sethostname,
        libc::SYS_setdomainname,
        libc::SYS_syslog,
    ];
}

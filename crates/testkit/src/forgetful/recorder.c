/* Loaded with LD_PRELOAD into a program under test: passes every call through, and writes down, in
 * the order in which they happened, those that change what stands under one folder, each sync, and
 * what the program says on its standard output (by which it acknowledges). forgetful/trace.rs reads it.
 *
 * Not for the program itself: only tests build it, with the machine's own cc.
 *
 * ALONGSIDE_RECORD_ROOT   the folder, without links in its path and without a slash at the end
 * ALONGSIDE_RECORD_TO     the file to write to; it is made or emptied
 * ALONGSIDE_RECORD_SYNCS  "lost": every sync says that it is done, and does nothing (the test of the test)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define DESCRIPTORS 65536

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[4096];
static size_t root_length;
static int to = -1;
static int syncs_are_lost;
static unsigned char ours[DESCRIPTORS]; /* 1: a file under the folder; 2: one of shared memory */

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    return found;
}

static void put(const void *bytes, size_t length) {
    const char *at = bytes;
    while (length > 0) {
        long wrote = syscall(SYS_write, to, at, length);
        if (wrote <= 0) abort(); /* a trace with a hole proves nothing */
        at += wrote;
        length -= (size_t)wrote;
    }
}

/* One line of the trace: a letter, two numbers, two texts with their lengths before them. */
static void note(char what, int64_t a, int64_t b, const void *one, size_t length_one,
                 const void *two, size_t length_two) {
    if (to < 0) return;
    char head[1 + 8 + 8 + 8 + 8];
    uint64_t lengths[2] = {length_one, length_two};
    head[0] = what;
    memcpy(head + 1, &a, 8);
    memcpy(head + 9, &b, 8);
    memcpy(head + 17, lengths, 16);
    put(head, sizeof head);
    put(one, length_one);
    put(two, length_two);
}

static void unknown(const char *what) { note('?', 0, 0, what, strlen(what), "", 0); }

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("ALONGSIDE_RECORD_ROOT");
    const char *file = getenv("ALONGSIDE_RECORD_TO");
    const char *syncs = getenv("ALONGSIDE_RECORD_SYNCS");
    if (!folder || !file || strlen(folder) >= sizeof root) return;
    strcpy(root, folder);
    root_length = strlen(root);
    syncs_are_lost = syncs && strcmp(syncs, "lost") == 0;
    to = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (to < 0) abort();
    /* Out of the way of numbers that the program counts on. */
    int high = (int)syscall(SYS_fcntl, to, F_DUPFD_CLOEXEC, 1000);
    if (high >= 0) {
        syscall(SYS_close, to);
        to = high;
    }
    /* A program that this one starts is not recorded: two traces in one file could not be read. */
    unsetenv("LD_PRELOAD");
    unsetenv("ALONGSIDE_RECORD_ROOT");
}

/* The whole path, if it stands under the folder; otherwise nothing. */
static const char *under(int folder, const char *path, char *room, size_t size) {
    if (to < 0 || !path) return NULL;
    if (path[0] != '/') {
        ssize_t length;
        if (folder == AT_FDCWD) {
            if (!getcwd(room, size)) return NULL;
            length = (ssize_t)strlen(room);
        } else {
            char link[64];
            snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
            length = readlink(link, room, size - 1);
            if (length < 0) return NULL;
        }
        snprintf(room + length, size - (size_t)length, "/%s", path);
        path = room;
    }
    if (strncmp(path, root, root_length) != 0) return NULL;
    return path[root_length] == '/' || path[root_length] == 0 ? path : NULL;
}

static int is_ours(int fd) { return fd >= 0 && fd < DESCRIPTORS && ours[fd]; }

/* What memory that is shared with the file would change is not seen here. SQLite's index of its log
 * (-shm) is such a file; it is made anew after the machine's death, whatever stands in it. */
static unsigned char kind_of(const char *path) {
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, "-shm") == 0 ? 2 : 1;
}

static int opened(int fd, int folder, const char *path, int flags) {
    int kept = errno;
    char room[8192];
    const char *whole = fd < 0 ? NULL : under(folder, path, room, sizeof room);
    if (whole) {
        if (fd >= DESCRIPTORS) abort();
        ours[fd] = kind_of(whole);
        if (flags & (O_SYNC | O_DSYNC | O_DIRECT)) unknown("a file that syncs each write");
        note('O', fd, flags, whole, strlen(whole), "", 0);
    } else if (fd >= 0 && fd < DESCRIPTORS) {
        ours[fd] = 0;
    }
    errno = kept;
    return fd;
}

#define LOCKED(type, call)              \
    pthread_mutex_lock(&lock);          \
    type result = (call);               \
    int error = errno;
#define UNLOCKED                        \
    pthread_mutex_unlock(&lock);        \
    errno = error;                      \
    return result;

#define OPENS(name, parameters, call, folder)                      \
    int name parameters {                                          \
        mode_t mode = 0;                                           \
        if (flags & (O_CREAT | O_TMPFILE)) {                       \
            va_list more;                                          \
            va_start(more, flags);                                 \
            mode = (mode_t)va_arg(more, unsigned);                 \
            va_end(more);                                          \
        }                                                          \
        LOCKED(int, opened(call, folder, path, flags))             \
        UNLOCKED                                                   \
    }
OPENS(open, (const char *path, int flags, ...), REAL(open)(path, flags, mode), AT_FDCWD)
OPENS(open64, (const char *path, int flags, ...), REAL(open64)(path, flags, mode), AT_FDCWD)
OPENS(openat, (int folder, const char *path, int flags, ...), REAL(openat)(folder, path, flags, mode), folder)
OPENS(openat64, (int folder, const char *path, int flags, ...), REAL(openat64)(folder, path, flags, mode), folder)

int creat(const char *path, mode_t mode) {
    return open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int close(int fd) {
    LOCKED(int, REAL(close)(fd))
    if (is_ours(fd)) {
        note('C', fd, 0, "", 0, "", 0);
        ours[fd] = 0;
    }
    UNLOCKED
}

static void copied(int from, int made) {
    if (made < 0 || made >= DESCRIPTORS) return;
    if (is_ours(from)) {
        if (is_ours(made)) note('C', made, 0, "", 0, "", 0);
        ours[made] = ours[from];
        note('D', from, made, "", 0, "", 0);
    } else if (is_ours(made)) {
        note('C', made, 0, "", 0, "", 0);
        ours[made] = 0;
    }
}

int dup(int fd) {
    LOCKED(int, REAL(dup)(fd))
    copied(fd, result);
    UNLOCKED
}
int dup2(int fd, int made) {
    LOCKED(int, REAL(dup2)(fd, made))
    if (result >= 0 && fd != made) copied(fd, result);
    UNLOCKED
}
int dup3(int fd, int made, int flags) {
    LOCKED(int, REAL(dup3)(fd, made, flags))
    copied(fd, result);
    UNLOCKED
}

#define CONTROLS(name)                                             \
    int name(int fd, int what, ...) {                              \
        va_list more;                                              \
        va_start(more, what);                                      \
        void *with = va_arg(more, void *);                         \
        va_end(more);                                              \
        LOCKED(int, REAL(name)(fd, what, with))                    \
        if (what == F_DUPFD || what == F_DUPFD_CLOEXEC) copied(fd, result); \
        UNLOCKED                                                   \
    }
CONTROLS(fcntl)
CONTROLS(fcntl64)

/* Where a write that has no place of its own ended, less its length. */
static int64_t began(int fd, ssize_t wrote) {
    return (int64_t)lseek(fd, 0, SEEK_CUR) - wrote;
}

ssize_t write(int fd, const void *bytes, size_t length) {
    if (fd != STDOUT_FILENO && !is_ours(fd)) return REAL(write)(fd, bytes, length);
    LOCKED(ssize_t, REAL(write)(fd, bytes, length))
    if (result > 0 && is_ours(fd)) {
        note('W', fd, began(fd, result), bytes, (size_t)result, "", 0);
    } else if (result > 0) {
        note('A', fd, 0, bytes, (size_t)result, "", 0);
    }
    UNLOCKED
}

static ssize_t noted_pieces(int fd, int64_t at, const struct iovec *pieces, int many, ssize_t wrote) {
    size_t left = wrote > 0 ? (size_t)wrote : 0;
    for (int i = 0; i < many && left > 0; i++) {
        size_t length = pieces[i].iov_len < left ? pieces[i].iov_len : left;
        note('W', fd, at, pieces[i].iov_base, length, "", 0);
        at += (int64_t)length;
        left -= length;
    }
    return wrote;
}

ssize_t writev(int fd, const struct iovec *pieces, int many) {
    if (fd == STDOUT_FILENO) unknown("an acknowledgement in pieces");
    if (!is_ours(fd)) return REAL(writev)(fd, pieces, many);
    LOCKED(ssize_t, REAL(writev)(fd, pieces, many))
    if (result > 0) noted_pieces(fd, began(fd, result), pieces, many, result);
    UNLOCKED
}

#define WRITES_AT(name, offset_type)                                               \
    ssize_t name(int fd, const void *bytes, size_t length, offset_type at) {       \
        if (!is_ours(fd)) return REAL(name)(fd, bytes, length, at);                \
        LOCKED(ssize_t, REAL(name)(fd, bytes, length, at))                         \
        if (result > 0) note('W', fd, at, bytes, (size_t)result, "", 0);           \
        UNLOCKED                                                                   \
    }
WRITES_AT(pwrite, off_t)
WRITES_AT(pwrite64, off64_t)

#define WRITES_PIECES_AT(name, offset_type)                                        \
    ssize_t name(int fd, const struct iovec *pieces, int many, offset_type at) {   \
        if (!is_ours(fd)) return REAL(name)(fd, pieces, many, at);                 \
        LOCKED(ssize_t, REAL(name)(fd, pieces, many, at))                          \
        if (result > 0) noted_pieces(fd, at, pieces, many, result);                \
        UNLOCKED                                                                   \
    }
WRITES_PIECES_AT(pwritev, off_t)
WRITES_PIECES_AT(pwritev64, off64_t)

#define CUTS(name, offset_type)                                    \
    int name(int fd, offset_type length) {                         \
        LOCKED(int, REAL(name)(fd, length))                        \
        if (result == 0 && is_ours(fd)) note('T', fd, length, "", 0, "", 0); \
        UNLOCKED                                                   \
    }
CUTS(ftruncate, off_t)
CUTS(ftruncate64, off64_t)

#define ALLOCATES(name, offset_type)                                               \
    int name(int fd, offset_type at, offset_type length) {                         \
        LOCKED(int, REAL(name)(fd, at, length))                                    \
        if (result == 0 && is_ours(fd)) note('F', fd, at + length, "", 0, "", 0);  \
        UNLOCKED                                                                   \
    }
ALLOCATES(posix_fallocate, off_t)
ALLOCATES(posix_fallocate64, off64_t)

#define ALLOCATES_BY(name, offset_type)                                            \
    int name(int fd, int mode, offset_type at, offset_type length) {               \
        LOCKED(int, REAL(name)(fd, mode, at, length))                              \
        if (result == 0 && is_ours(fd)) {                                          \
            if (mode != 0) unknown("fallocate in another mode");                   \
            note('F', fd, at + length, "", 0, "", 0);                              \
        }                                                                          \
        UNLOCKED                                                                   \
    }
ALLOCATES_BY(fallocate, off_t)
ALLOCATES_BY(fallocate64, off64_t)

/* A sync is written down when it is done: what came before it is on the disk then, not earlier. */
#define SYNCS(name)                                                                \
    int name(int fd) {                                                             \
        if (syncs_are_lost && is_ours(fd)) return 0;                               \
        LOCKED(int, REAL(name)(fd))                                                \
        if (result == 0 && is_ours(fd)) note('S', fd, 0, "", 0, "", 0);            \
        UNLOCKED                                                                   \
    }
SYNCS(fsync)
SYNCS(fdatasync)

/* The kernel's own manual: this "does not write out the metadata"; it promises nothing. */

static int moved(int done, int from_folder, const char *from, int to_folder, const char *at, char what) {
    int kept = errno;
    char room_from[8192], room_at[8192];
    const char *one = under(from_folder, from, room_from, sizeof room_from);
    const char *two = under(to_folder, at, room_at, sizeof room_at);
    if (done == 0 && (one || two)) {
        if (!one || !two) unknown("a name that comes from or goes elsewhere");
        else note(what, 0, 0, one, strlen(one), two, strlen(two));
    }
    errno = kept;
    return done;
}

int rename(const char *from, const char *at) {
    LOCKED(int, moved(REAL(rename)(from, at), AT_FDCWD, from, AT_FDCWD, at, 'R'))
    UNLOCKED
}
int renameat(int a, const char *from, int b, const char *at) {
    LOCKED(int, moved(REAL(renameat)(a, from, b, at), a, from, b, at, 'R'))
    UNLOCKED
}
int renameat2(int a, const char *from, int b, const char *at, unsigned flags) {
    LOCKED(int, moved(REAL(renameat2)(a, from, b, at, flags), a, from, b, at, flags & 2 ? '?' : 'R'))
    UNLOCKED
}
int link(const char *from, const char *at) {
    LOCKED(int, moved(REAL(link)(from, at), AT_FDCWD, from, AT_FDCWD, at, 'L'))
    UNLOCKED
}
int linkat(int a, const char *from, int b, const char *at, int flags) {
    LOCKED(int, moved(REAL(linkat)(a, from, b, at, flags), a, from, b, at, flags ? '?' : 'L'))
    UNLOCKED
}

static int named(int done, int folder, const char *path, char what) {
    int kept = errno;
    char room[8192];
    const char *whole = under(folder, path, room, sizeof room);
    if (done == 0 && whole) note(what, 0, 0, whole, strlen(whole), "", 0);
    errno = kept;
    return done;
}

int symlink(const char *points, const char *path) {
    LOCKED(int, named(REAL(symlink)(points, path), AT_FDCWD, path, '?'))
    UNLOCKED
}
int truncate(const char *path, off_t length) {
    LOCKED(int, named(REAL(truncate)(path, length), AT_FDCWD, path, '?'))
    UNLOCKED
}
int truncate64(const char *path, off64_t length) {
    LOCKED(int, named(REAL(truncate64)(path, length), AT_FDCWD, path, '?'))
    UNLOCKED
}
int unlink(const char *path) {
    LOCKED(int, named(REAL(unlink)(path), AT_FDCWD, path, 'U'))
    UNLOCKED
}
int unlinkat(int folder, const char *path, int flags) {
    LOCKED(int, named(REAL(unlinkat)(folder, path, flags), folder, path, flags & AT_REMOVEDIR ? 'X' : 'U'))
    UNLOCKED
}
int rmdir(const char *path) {
    LOCKED(int, named(REAL(rmdir)(path), AT_FDCWD, path, 'X'))
    UNLOCKED
}
int mkdir(const char *path, mode_t mode) {
    LOCKED(int, named(REAL(mkdir)(path, mode), AT_FDCWD, path, 'M'))
    UNLOCKED
}
int mkdirat(int folder, const char *path, mode_t mode) {
    LOCKED(int, named(REAL(mkdirat)(folder, path, mode), folder, path, 'M'))
    UNLOCKED
}

/* Ways to write that are not written down. The first two say that they cannot, and the caller takes
 * another; the last makes the trace useless, and the trace says so. */
ssize_t copy_file_range(int from, off64_t *a, int into, off64_t *b, size_t length, unsigned flags) {
    if (!is_ours(into)) return REAL(copy_file_range)(from, a, into, b, length, flags);
    errno = EXDEV;
    return -1;
}
ssize_t sendfile64(int into, int from, off64_t *at, size_t length) {
    if (is_ours(into)) unknown("sendfile into a file");
    return REAL(sendfile64)(into, from, at, length);
}
ssize_t sendfile(int into, int from, off_t *at, size_t length) {
    if (is_ours(into)) unknown("sendfile into a file");
    return REAL(sendfile)(into, from, at, length);
}
static void mapped(int fd, int protection, int flags) {
    if (is_ours(fd) && ours[fd] == 1 && (flags & MAP_SHARED) && (protection & PROT_WRITE))
        unknown("a file written by memory");
}
void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t from) {
    mapped(fd, protection, flags);
    return REAL(mmap)(at, length, protection, flags, fd, from);
}
void *mmap64(void *at, size_t length, int protection, int flags, int fd, off64_t from) {
    mapped(fd, protection, flags);
    return REAL(mmap64)(at, length, protection, flags, fd, from);
}

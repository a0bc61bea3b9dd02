/*
 * Goes between the server and the C library (LD_PRELOAD).
 *
 *   CUENTA=FILE     notes each change of a file with a byte in FILE: 's' for a sync, '.' for another
 *   DEMORA_MS=N     makes every sync take N ms longer
 *   MUERE_EN=N      SIGKILL instead of the N-th change
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static atomic_int steps;

static void step(const char *mark) {
    const char *count = getenv("CUENTA"), *dies = getenv("MUERE_EN"), *pause = getenv("DEMORA_MS");
    if (dies && ++steps == atoi(dies)) raise(SIGKILL);
    int log = count ? open(count, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (log >= 0) {
        syscall(SYS_write, log, mark, 1);
        close(log);
    }
    if (pause && *mark == 's') usleep(1000 * (useconds_t)atoi(pause));
}

int fsync(int file) { step("s"); return NEXT(fsync)(file); }
int fdatasync(int file) { step("s"); return NEXT(fdatasync)(file); }
int rename(const char *from, const char *to) { step("."); return NEXT(rename)(from, to); }
int unlink(const char *path) { step("."); return NEXT(unlink)(path); }
int mkdir(const char *path, mode_t mode) { step("."); return NEXT(mkdir)(path, mode); }
int ftruncate64(int file, off64_t size) { step("."); return NEXT(ftruncate64)(file, size); }
int ftruncate(int file, off_t size) { step("."); return NEXT(ftruncate)(file, size); }
ssize_t write(int file, const void *bytes, size_t count) { step("."); return NEXT(write)(file, bytes, count); }
ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    step(".");
    return NEXT(pwrite)(file, bytes, count, at);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    step(".");
    return NEXT(pwrite64)(file, bytes, count, at);
}
ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t count, unsigned flags) {
    step(".");
    return NEXT(copy_file_range)(from, a, to, b, count, flags);
}

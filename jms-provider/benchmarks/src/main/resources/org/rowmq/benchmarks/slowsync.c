/*
 * Preloaded into measured processes: counts fsync and fdatasync in a file that all of them map, and
 * makes each take longer by what ROWMQ_BENCH_SYNC_DELAY says, in microseconds, as a slower disk would.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static _Atomic long *counter;
static long delay_micros;
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

__attribute__((constructor)) static void prepare(void) {
  real_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  const char *delay = getenv("ROWMQ_BENCH_SYNC_DELAY");
  delay_micros = delay ? atol(delay) : 0;
  const char *path = getenv("ROWMQ_BENCH_SYNC_COUNTER");
  int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (file >= 0) {
    void *mapped = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    counter = mapped == MAP_FAILED ? NULL : (_Atomic long *)mapped;
    close(file);
  }
}

static void counted(void) {
  if (counter) {
    atomic_fetch_add(counter, 1);
  }
  if (delay_micros > 0) {
    struct timespec left = {delay_micros / 1000000, delay_micros % 1000000 * 1000};
    while (nanosleep(&left, &left) == -1 && errno == EINTR) {
    }
  }
}

int fsync(int file) {
  int result = real_fsync(file);
  int error = errno;
  counted();
  errno = error;
  return result;
}

int fdatasync(int file) {
  int result = real_fdatasync(file);
  int error = errno;
  counted();
  errno = error;
  return result;
}

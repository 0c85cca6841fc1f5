// A disk that fails: LD_PRELOADed into hsn by disk.sh. From the n-th change on (HSN_DISK_FAILS_AT) every change of a file below
// HSN_DISK_BELOW fails with the errno HSN_DISK_ERROR; how many changes there were goes to the file HSN_DISK_COUNT.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long changes = 0;

static int is_below(const char* path) {
  const char* below = getenv("HSN_DISK_BELOW");
  return below != NULL && strncmp(path, below, strlen(below)) == 0;
}

static int fails(void) {
  const char* at = getenv("HSN_DISK_FAILS_AT");
  const char* error = getenv("HSN_DISK_ERROR");
  ++changes;
  if (at == NULL || changes < atol(at)) return 0;
  errno = error == NULL ? ENOSPC : atoi(error);
  return 1;
}

static int fails_on(int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size <= 0) return 0;
  path[size] = '\0';
  return is_below(path) && fails();
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void* bytes, size_t size) { return fails_on(file) ? -1 : REAL(write)(file, bytes, size); }
ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) {
  return fails_on(file) ? -1 : REAL(pwrite)(file, bytes, size, at);
}
ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t at) {
  return fails_on(file) ? -1 : REAL(pwrite64)(file, bytes, size, at);
}
int ftruncate(int file, off_t size) { return fails_on(file) ? -1 : REAL(ftruncate)(file, size); }
int ftruncate64(int file, off64_t size) { return fails_on(file) ? -1 : REAL(ftruncate64)(file, size); }
int fsync(int file) { return fails_on(file) ? -1 : REAL(fsync)(file); }
int fdatasync(int file) { return fails_on(file) ? -1 : REAL(fdatasync)(file); }

static int is_new(const char* path, int flags) { return (flags & O_CREAT) != 0 && access(path, F_OK) != 0 && is_below(path); }
int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return is_new(path, flags) && fails() ? -1 : REAL(open)(path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return is_new(path, flags) && fails() ? -1 : REAL(open64)(path, flags, mode);
}

__attribute__((destructor)) static void tell(void) {
  const char* name = getenv("HSN_DISK_COUNT");
  FILE* file = name == NULL ? NULL : fopen(name, "w");
  if (file == NULL) return;
  fprintf(file, "%ld\n", changes);
  fclose(file);
}

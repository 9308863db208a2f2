/* What a power cut leaves: at each sync the file is copied beside itself; what was never synced is in no copy. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int ends(const char *path, const char *with) {
    size_t long_one = strlen(path), short_one = strlen(with);
    return long_one >= short_one && !strcmp(path + long_one - short_one, with);
}

static int keep(int descriptor) {
    char link[64], path[4000], beside[4096], kept[4096], part[65536];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (!ends(path, ".db") && !ends(path, "-wal")) return 0;
    snprintf(beside, sizeof beside, "%s.copying", path);
    snprintf(kept, sizeof kept, "%s.durable", path);
    int from = open(path, O_RDONLY), to = open(beside, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (from < 0 || to < 0) return -1;
    while ((length = read(from, part, sizeof part)) > 0)
        if (write(to, part, length) != length) return -1;
    close(from);
    close(to);
    return rename(beside, kept);
}

int fsync(int descriptor) { return keep(descriptor); }
int fdatasync(int descriptor) { return keep(descriptor); }

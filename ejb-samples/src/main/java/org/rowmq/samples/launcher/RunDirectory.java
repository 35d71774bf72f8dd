package org.rowmq.samples.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory of {@code --dir}, which one process may use at a time. The lock is the operating
 * system's: it goes with the process, however that ends.
 */
final class RunDirectory {

  private final Path path;

  /** Held for the life of the process. */
  private final FileLock lock;

  private RunDirectory(Path path, FileLock lock) {
    this.path = path;
    this.lock = lock;
  }

  static RunDirectory open(Path path) throws StartException {
    Path lockFile = path.resolve("lock");
    try {
      Files.createDirectories(path.resolve("data"));
      Files.createDirectories(path.resolve("log"));
      FileChannel channel =
          FileChannel.open(
              lockFile,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new StartException(
            "--dir %s is in use by another ./rowmq run (%s). Stop that one, or choose another directory with --dir."
                .formatted(path, ownerOf(path)));
      }
      return new RunDirectory(path, lock);
    } catch (IOException e) {
      throw new StartException(
          "cannot write to --dir %s (%s). Make it writable for %s, or choose another directory with --dir."
              .formatted(path, e, System.getProperty("user.name")),
          e);
    }
  }

  private static String ownerOf(Path path) throws IOException {
    Path owner = path.resolve("owner");
    return Files.exists(owner) ? Files.readString(owner).trim() : "just starting";
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Tells others who holds the directory. */
  void claim(int port) throws IOException {
    Files.writeString(
        path.resolve("owner"),
        "process " + ProcessHandle.current().pid() + ", port " + port + "\n");
  }

  Path log() {
    return path.resolve("log/server.log");
  }

  Path database() {
    return path.resolve("data/rowmq");
  }

  Path passwordFile() {
    return path.resolve("admin-password.txt");
  }

  /** The first password of the console's user admin, made up at the first start. */
  String firstPassword() throws IOException {
    Path file = passwordFile();
    if (!Files.exists(file)) {
      byte[] random = new byte[12];
      new SecureRandom().nextBytes(random);
      Files.deleteIfExists(file);
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.writeString(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }
    return Files.readString(file).trim();
  }

  /** An empty directory for the server's own files, which are made anew at each start. */
  Path freshServerDirectory() throws IOException {
    Path server = path.resolve("server");
    if (Files.exists(server)) {
      List<Path> deepestFirst;
      try (Stream<Path> files = Files.walk(server)) {
        deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    }
    return Files.createDirectories(server);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}

package org.rowmq.ra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * A temporary directory that only this user may read, and that goes away: with {@link #close()}, or
 * after a crash when the next one is opened. While it is in use a lock of the operating system is
 * held on a file in it; the system gives that up for a killed process, so a directory whose lock is
 * free has no owner.
 */
final class PrivateDirectory implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");
  private static final String PREFIX = "rowmq-private-";
  private static final String LOCK_FILE = "in-use.lock";
  private static final Duration TIME_TO_LOCK = Duration.ofMinutes(10);
  private static final int ATTEMPTS = 5;

  private final Path path;
  private final FileChannel channel;

  private PrivateDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Removes what crashed processes left behind, and makes a new directory. */
  static PrivateDirectory open(Path temporary) throws IOException {
    removeAbandoned(temporary);
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      // createTempDirectory makes it 0700 where there are such permissions
      Path path = Files.createTempDirectory(temporary, PREFIX);
      FileChannel channel =
          FileChannel.open(
              path.resolve(LOCK_FILE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        return new PrivateDirectory(path, channel);
      }
      // another process took it for abandoned in the moment between create and lock, and removes it
      channel.close();
    }
    throw new IOException("Another process keeps removing new directories in " + temporary);
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(Level.FINE, "Closing the lock file of " + path, e);
    }
    delete(path);
  }

  private static void removeAbandoned(Path temporary) {
    try (DirectoryStream<Path> candidates = Files.newDirectoryStream(temporary, PREFIX + "*")) {
      for (Path candidate : candidates) {
        if (isAbandoned(candidate)) {
          LOG.fine(() -> "Removing " + candidate + ", left behind by a process that is gone");
          delete(candidate);
        }
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, "Looking for abandoned directories in " + temporary, e);
    }
  }

  private static boolean isAbandoned(Path directory) {
    try (FileChannel channel =
            FileChannel.open(directory.resolve(LOCK_FILE), StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // another adapter of this process has it
    } catch (NoSuchFileException e) {
      return isOld(directory);
    } catch (IOException e) {
      return false; // another user's
    }
  }

  private static boolean isOld(Path directory) {
    try {
      return Files.getLastModifiedTime(directory)
          .toInstant()
          .isBefore(Instant.now().minus(TIME_TO_LOCK));
    } catch (IOException e) {
      return false;
    }
  }

  private static void delete(Path directory) {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(directory)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    } catch (IOException | UncheckedIOException e) {
      LOG.log(Level.FINE, "Cannot list " + directory, e);
      return;
    }
    for (Path path : deepestFirst) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // Windows keeps an open file; the next start removes it
        LOG.log(Level.FINE, "Cannot delete " + path, e);
      }
    }
  }
}

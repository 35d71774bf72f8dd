package org.rowmq.store.jpa;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.rowmq.store.ConfigurationException;

/**
 * Keeps a data directory for one store at a time, by a lock of the operating system on {@code
 * rowmq.lock}. The file says who holds it; it stays when the store is closed, because removing it
 * could remove somebody else's.
 */
final class DirectoryLock implements AutoCloseable {
  /** Locked apart from the text, so that the text can be read while the lock is held (Windows). */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private static final int LONGEST_TEXT = 1000;

  /**
   * System properties that begin like this, with the real path of a directory, name who has locked
   * it in this process. POSIX gives up all locks of a process on a file when the process closes any
   * channel of it, so no second one may be opened, not even to be refused; and this class may have
   * been loaded several times, by an adapter and by an application.
   */
  private static final String LOCKED = "org.rowmq.locked:";

  private final FileChannel channel;
  private final FileLock lock;
  private final String property;

  private DirectoryLock(FileChannel channel, FileLock lock, String property) {
    this.channel = channel;
    this.lock = lock;
    this.property = property;
  }

  static DirectoryLock acquire(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw unusable(directory, "cannot be created", e);
    }
    String property = LOCKED + real(directory);
    Object holder = System.getProperties().putIfAbsent(property, text());
    if (holder != null) {
      throw inUse(directory, holder.toString());
    }
    try {
      return lock(directory, property);
    } catch (RuntimeException | Error e) {
      System.clearProperty(property);
      throw e;
    }
  }

  private static Path real(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      throw unusable(directory, "cannot be found", e);
    }
  }

  private static DirectoryLock lock(Path directory, String property) {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              directory.resolve("rowmq.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unusable(directory, "cannot be written to", e);
    }
    try {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        throw inUse(directory, holder(channel));
      }
      write(channel);
      return new DirectoryLock(channel, lock, property);
    } catch (IOException e) {
      close(channel, e);
      throw unusable(directory, "cannot be locked", e);
    } catch (ConfigurationException e) {
      close(channel, e);
      throw e;
    }
  }

  private static ConfigurationException inUse(Path directory, String holder) {
    return new ConfigurationException(
        "dataDirectory '"
            + directory.toAbsolutePath()
            + "' is already in use by "
            + holder
            + ": stop that one, give this node a directory of its own, or let both use one database server"
            + " (setting jdbcUrl)");
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException heldInThisProcess) {
      return null;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(LONGEST_TEXT);
    channel.read(text, 0);
    String holder = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).trim();
    return holder.isEmpty() ? "another process" : holder;
  }

  private static String text() {
    ProcessIdentity me = ProcessIdentity.current();
    return "process " + me.pid() + " on host " + me.host();
  }

  private static void write(FileChannel channel) throws IOException {
    String text = text() + System.lineSeparator();
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
  }

  private static ConfigurationException unusable(Path directory, String why, IOException cause) {
    return new ConfigurationException(
        "dataDirectory '"
            + directory.toAbsolutePath()
            + "' "
            + why
            + " ("
            + cause
            + "): name a directory that this process may create and write",
        cause);
  }

  private static void close(FileChannel channel, Exception first) {
    try {
      channel.close();
    } catch (IOException e) {
      first.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    try (channel) {
      lock.release();
    } catch (IOException e) {
      System.getLogger(DirectoryLock.class.getName())
          .log(System.Logger.Level.WARNING, "the lock of the data directory was not given back", e);
    } finally {
      System.clearProperty(property);
    }
  }
}

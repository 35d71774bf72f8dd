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

  private final FileChannel channel;
  private final FileLock lock;

  private DirectoryLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  static DirectoryLock acquire(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw unusable(directory, "cannot be created", e);
    }
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
        throw new ConfigurationException(
            "dataDirectory '"
                + directory.toAbsolutePath()
                + "' is already in use by "
                + holder(channel)
                + ": stop that one, give this node a directory of its own, or let both use one database server"
                + " (setting jdbcUrl)");
      }
      write(channel, ProcessIdentity.current());
      return new DirectoryLock(channel, lock);
    } catch (IOException e) {
      close(channel, e);
      throw unusable(directory, "cannot be locked", e);
    } catch (ConfigurationException e) {
      close(channel, e);
      throw e;
    }
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

  private static void write(FileChannel channel, ProcessIdentity me) throws IOException {
    String text = "process " + me.pid() + " on host " + me.host() + System.lineSeparator();
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
    }
  }
}

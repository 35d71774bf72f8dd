package org.rowmq.store.jpa;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * The file system under the embedded database where it must survive a loss of power. H2 by itself
 * cannot tell a chunk of its file that reached the disk whole from one of which some blocks did,
 * and writes over freed chunks without knowing whether what freed them is on disk. So here
 *
 * <ul>
 *   <li>each chunk gets a {@link ChunkStamp}, by which {@link TornChunks} finds those that power
 *       cut in two;
 *   <li>before a chunk is written over older data, what was written since the last force is forced;
 *   <li>after a force has failed nothing more is written: the operating system may have forgotten
 *       what it could not write. H2 then closes the database, and it is opened anew.
 * </ul>
 */
public final class ForcedFilePath extends FilePathWrapper {
  static final String SCHEME = "rowmq";

  /** The last that was opened for writing. */
  private static final Map<Path, Forced> WRITERS = new ConcurrentHashMap<>();

  /** Databases that are open; guarded by the class. */
  private static int users;

  /**
   * The version of the newest chunk that has been written to a file since it was opened, and forced
   * after that; 0 when none has.
   *
   * @param file its {@linkplain H2Settings#real(Path) real path}
   */
  static long newestForced(Path file) {
    Forced writer = WRITERS.get(file);
    return writer == null ? 0 : writer.newestForcedOfOurs();
  }

  /** Makes the scheme, and those below it, known to H2; to be followed by {@link #unregister}. */
  static synchronized void register() {
    users++;
    SingleWriterFilePath.register();
    FilePath.register(new SpaceAheadFilePath());
    FilePath.register(new ForcedFilePath());
  }

  /**
   * A database is closed. With the last one H2, which may be the server's and outlive us, forgets
   * the scheme, unless it is meanwhile that of another class loader.
   */
  static synchronized void unregister() {
    users--;
    if (users == 0 && FilePath.get(SCHEME + ":/") instanceof ForcedFilePath registered) {
      FilePath.unregister(registered);
      FilePath.unregister(new SpaceAheadFilePath());
      SingleWriterFilePath.unregister();
    }
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    FileChannel file = super.open(mode);
    if (!name.endsWith(".mv.db")) {
      return file;
    }
    Forced forced = new Forced(file);
    if (!"r".equals(mode)) {
      WRITERS.put(H2Settings.real(this), forced);
    }
    return forced;
  }

  /**
   * What was written may be on disk or not, whatever reading the file says: the operating system
   * reports a failed force once, and may forget what it could not write.
   */
  static final class UnforcedException extends IOException {
    UnforcedException(IOException cause) {
      super("what was written could not be forced to disk: " + cause.getMessage(), cause);
    }
  }

  private static final class Forced extends FileBaseDefault {
    private final FileChannel file;

    /** Held by forces and by writes over older data. */
    private final ReentrantLock order = new ReentrantLock();

    /** Whether what was there at first, which later chunks build on, is known to be on disk. */
    private volatile boolean baseForced;

    private volatile boolean unforced;
    private volatile long newestWritten;
    private volatile long newestForced;
    private volatile long forcedSize;
    private volatile IOException failure;

    Forced(FileChannel file) throws IOException {
      this.file = file;
      this.forcedSize = file.size();
    }

    long newestForcedOfOurs() {
      return newestWritten == 0 ? 0 : newestForced;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(ByteBuffer data, long position) throws IOException {
      return file.read(data, position);
    }

    @Override
    public int write(ByteBuffer data, long position) throws IOException {
      if (!ChunkStamp.isChunk(data)) {
        return write(data, position, newestWritten);
      }
      long version = ChunkStamp.version(data);
      if (newestWritten == 0) {
        newestForced = version - 1;
      }
      if (position >= forcedSize) {
        ChunkStamp.put(data, newestForced);
        return write(data, position, version);
      }
      order.lock();
      try {
        if (unforced) {
          force(false);
        }
        ChunkStamp.put(data, newestForced);
        return write(data, position, version);
      } finally {
        order.unlock();
      }
    }

    private int write(ByteBuffer data, long position, long version) throws IOException {
      if (!baseForced) {
        force(false);
      }
      if (failure != null) {
        throw new UnforcedException(failure);
      }
      int written = file.write(data, position);
      // a chunk that is moved keeps its version
      newestWritten = Math.max(newestWritten, version);
      unforced = true;
      return written;
    }

    /** What else than its length the file system notes of the file need not be on disk. */
    @Override
    public void force(boolean metaData) throws IOException {
      order.lock();
      try {
        if (failure != null) {
          throw new UnforcedException(failure);
        }
        long version = newestWritten;
        long size = file.size();
        unforced = false;
        file.force(false);
        baseForced = true;
        newestForced = Math.max(newestForced, version);
        forcedSize = Math.max(forcedSize, size);
      } catch (ClosedChannelException e) {
        // by an interrupt, and will be opened again
        unforced = true;
        throw e;
      } catch (SingleWriterFilePath.RefusedException e) {
        unforced = true;
        throw e;
      } catch (IOException e) {
        failure = e;
        throw new UnforcedException(e);
      } finally {
        order.unlock();
      }
    }

    @Override
    protected void implTruncate(long size) throws IOException {
      order.lock();
      try {
        if (unforced) {
          force(false);
        }
        file.truncate(size);
        forcedSize = Math.min(forcedSize, size);
        unforced = true;
      } finally {
        order.unlock();
      }
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      WRITERS.values().remove(this);
      file.close();
    }
  }
}

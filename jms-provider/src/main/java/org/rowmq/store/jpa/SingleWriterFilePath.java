package org.rowmq.store.jpa;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * The lowest of our file systems under the embedded database. When H2 opens a database file
 *
 * <ul>
 *   <li>whoever had it open before in this process is cut off: after a failed write H2 abandons a
 *       database, does not always close its file, and the lock it has would keep everybody out; and
 *       what was abandoned must not write any more. Other processes are kept out by {@link
 *       DirectoryLock};
 *   <li>{@link TornChunks} puts it in order if it was not closed properly: in the file, or, while
 *       that cannot be written to, in what is read from it;
 *   <li>it is opened to be read only if it cannot be written to, without H2 being told: what the
 *       redo log has must be done again all the same, in memory, before anybody reads. The first
 *       write fails then, and H2 closes the database;
 *   <li>nothing is written to it before it is known that H2 has found the newest version in it, or
 *       what is newer than the version that H2 goes back to would be written over.
 * </ul>
 *
 * <p>After a write has failed nothing more is written, nor after H2 has given the database up for
 * another reason, such as a lack of memory: H2 writes on for a while, and a chunk behind one that
 * is missing, or that has the number and half of the pages of one that was never written, would be
 * taken for the newest.
 */
public final class SingleWriterFilePath extends FilePathWrapper {
  static final String SCHEME = "rowmqsingle";

  /** How many schemes there are, and so names of a file. */
  static final int NAMES = 16;

  private static final System.Logger LOG = System.getLogger(SingleWriterFilePath.class.getName());

  private static final Map<Path, Single> USERS = new HashMap<>();

  /** How files are to be opened next, where not as they say; guarded by {@link #USERS}. */
  private static final Map<Path, Trust> TRUST = new HashMap<>();

  private final String scheme;

  /** H2 makes the paths with this. */
  public SingleWriterFilePath() {
    this(SCHEME);
  }

  private SingleWriterFilePath(String scheme) {
    this.scheme = scheme;
  }

  /** The scheme for one of several names of the same file. */
  static String scheme(int number) {
    return number == 0 ? SCHEME : SCHEME + number;
  }

  /** Makes the schemes known to H2. */
  static void register() {
    for (int number = 0; number < NAMES; number++) {
      FilePath.register(new SingleWriterFilePath(scheme(number)));
    }
  }

  /** Has H2 forget them. */
  static void unregister() {
    for (int number = 0; number < NAMES; number++) {
      FilePath.unregister(new SingleWriterFilePath(scheme(number)));
    }
  }

  @Override
  public String getScheme() {
    return name == null ? scheme : name.substring(0, name.indexOf(':'));
  }

  /** See the class. */
  @Override
  public boolean canWrite() {
    return super.canWrite() || (name.endsWith(".mv.db") && exists());
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    if (!name.endsWith(".mv.db")) {
      return super.open(mode);
    }
    boolean writing = !"r".equals(mode);
    boolean writable = super.canWrite() || !exists();
    synchronized (USERS) {
      Path path = H2Settings.real(this);
      if (writing) {
        cutOff(path);
      }
      FileChannel file = super.open(writable ? mode : "r");
      try {
        Trust trust = TRUST.getOrDefault(path, Trust.AS_IT_SAYS);
        TornChunks.Finding found = TornChunks.look(file, path, trust != Trust.AS_IT_SAYS);
        Single user =
            new Single(
                file,
                path,
                writable,
                found.patches(),
                trust == Trust.WHAT_IS_LEFT ? 0 : found.newest());
        if (writing) {
          user.tryToPatch();
          USERS.put(path, user);
          TRUST.remove(path);
        }
        return user;
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    }
  }

  /**
   * Whether a write to a file has failed since it was last opened, so that no more are tried.
   *
   * @param file its {@linkplain H2Settings#real(Path) real path}
   */
  static boolean hasFailed(Path file) {
    synchronized (USERS) {
      Single user = USERS.get(file);
      return user != null && user.failure != null;
    }
  }

  /**
   * Says that H2 has opened a file, and has nothing more written to it by that user once it is no
   * longer to be trusted.
   *
   * @param file its {@linkplain H2Settings#real(Path) real path}
   * @param version that H2 has found
   * @param givenUp why H2 has given up the database in it, or null; asked before each write
   * @throws GoneBackException if there is a newer version in the file
   */
  static void opened(Path file, long version, Supplier<? extends Exception> givenUp)
      throws GoneBackException {
    synchronized (USERS) {
      Single user = USERS.get(file);
      if (user != null) {
        user.checkOpened(version);
        user.givenUp = givenUp;
      }
    }
  }

  /** How much of what a file says of itself is believed when it is opened. */
  enum Trust {
    /** The file is read as it says that it was left. */
    AS_IT_SAYS,
    /** It is looked through by H2 as after a crash, also if it says that it was closed properly. */
    AS_AFTER_A_CRASH,
    /** And an older version will do if H2 does not find the newest. */
    WHAT_IS_LEFT
  }

  /**
   * Has a file opened in a certain way, once.
   *
   * @param file its {@linkplain H2Settings#real(Path) real path}
   */
  static void openNext(Path file, Trust trust) {
    synchronized (USERS) {
      TRUST.put(file, trust);
    }
  }

  private static void cutOff(Path path) throws IOException {
    Single before = USERS.remove(path);
    if (before != null) {
      before.cutOff();
    }
  }

  /** What was asked for has not been tried. */
  static final class RefusedException extends IOException {
    RefusedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** H2 has opened an older version than the newest that is in the file. */
  static final class GoneBackException extends IOException {
    GoneBackException(long version, long newest) {
      super("the newest version in the file is " + newest + ", and H2 has found only " + version);
    }
  }

  private static final class Single extends FileBaseDefault {
    private final FileChannel file;
    private final Path path;
    private final boolean writable;

    /** The version that was in the file; 0 as soon as H2 is known to have found it. */
    private volatile long newest;

    /**
     * Shared by who uses the file, held alone by who closes it. Not a ReentrantReadWriteLock: its
     * read lock needs memory after it has been taken, and is never given back when there is none.
     */
    private final ReadWriteLock closing = new StampedLock().asReadWriteLock();

    private final Patches patches;
    private volatile boolean patched;
    private volatile Throwable failure;
    private volatile Supplier<? extends Exception> givenUp = () -> null;
    private boolean cutOff;

    Single(FileChannel file, Path path, boolean writable, Patches patches, long newest) {
      this.file = file;
      this.path = path;
      this.writable = writable;
      this.patches = patches;
      this.patched = patches.isEmpty();
      this.newest = newest;
    }

    void checkOpened(long version) throws GoneBackException {
      if (version < newest) {
        throw new GoneBackException(version, newest);
      }
      newest = 0;
    }

    /** Until it is known what H2 has found, it may only write what is newer. */
    private void checkChunk(ByteBuffer data) throws GoneBackException {
      if (newest > 0 && ChunkStamp.isChunk(data) && ChunkStamp.version(data) <= newest) {
        throw new GoneBackException(ChunkStamp.version(data) - 1, newest);
      }
    }

    /** What is done with the file. */
    private interface Use<T> {
      T apply() throws IOException;
    }

    /** If it cannot be written to, it can be read all the same. */
    void tryToPatch() {
      try {
        patch();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "the file cannot be put in order yet", e);
      }
    }

    private synchronized void patch() throws IOException {
      if (!patched) {
        checkWritable();
        patches.apply(file);
        patched = true;
      }
    }

    private void checkWritable() throws IOException {
      if (!writable) {
        throw new IOException(FailureTranslation.READ_ONLY + ": " + path);
      }
    }

    private void putInOrder() throws RefusedException {
      try {
        patch();
      } catch (IOException e) {
        throw new RefusedException("the file could not be put in order: " + e.getMessage(), e);
      }
    }

    void cutOff() throws IOException {
      closing.writeLock().lock();
      try {
        cutOff = true;
        file.close();
      } finally {
        closing.writeLock().unlock();
      }
    }

    /** The file system below opens a closed file again, so it must not be asked. */
    private <T> T use(Use<T> use) throws IOException {
      closing.readLock().lock();
      try {
        if (cutOff) {
          throw new RefusedException("the database was abandoned and has been opened again", null);
        }
        return use.apply();
      } finally {
        closing.readLock().unlock();
      }
    }

    private <T> T change(Use<T> change) throws IOException {
      return use(
          () -> {
            if (failure != null) {
              throw new RefusedException("an earlier write failed: " + failure, failure);
            }
            Exception why = givenUp.get();
            if (why != null) {
              throw new RefusedException("the database was given up: " + why.getMessage(), why);
            }
            checkWritable();
            if (!patched) {
              putInOrder();
            }
            return change.apply();
          });
    }

    @Override
    public long size() throws IOException {
      return use(file::size);
    }

    @Override
    public int read(ByteBuffer data, long position) throws IOException {
      return use(
          () -> {
            int from = data.position();
            boolean overlaid = !patched;
            int read = file.read(data, position);
            if (overlaid) {
              patches.overlay(data, from, position);
            }
            return read;
          });
    }

    @Override
    public int write(ByteBuffer data, long position) throws IOException {
      try {
        return change(
            () -> {
              checkChunk(data);
              return file.write(data, position);
            });
      } catch (IOException | RuntimeException | Error e) {
        if (failure == null) {
          failure = e;
        }
        throw e;
      }
    }

    @Override
    public void force(boolean metaData) throws IOException {
      change(
          () -> {
            file.force(metaData);
            return null;
          });
    }

    @Override
    protected void implTruncate(long size) throws IOException {
      change(() -> file.truncate(size));
    }

    /** Asked for by a database that is being opened. */
    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      synchronized (USERS) {
        if (USERS.get(path) != this) {
          SingleWriterFilePath.cutOff(path);
          USERS.put(path, this);
        }
      }
      return use(() -> file.tryLock(position, size, shared || !writable));
    }

    @Override
    protected void implCloseChannel() throws IOException {
      synchronized (USERS) {
        USERS.remove(path, this);
      }
      cutOff();
    }
  }
}

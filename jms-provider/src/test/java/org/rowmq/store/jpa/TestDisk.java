package org.rowmq.store.jpa;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.h2.store.fs.retry.FilePathRetryOnInterrupt;

/**
 * A file system under H2 that a test can make fail. It takes the place of the one that opens files
 * again after an interrupt, which the embedded database uses; {@link #uninstall} puts that back.
 */
public final class TestDisk extends FilePathWrapper {
  /** What happens to the file; any of them may throw in place of doing it. */
  interface Events {
    /** May wait; others can use the file meanwhile. */
    default void aboutToWrite() {}

    default void beforeWrite(long position, ByteBuffer data) throws IOException {}

    default void beforeTruncate(long size) throws IOException {}

    default void beforeForce() throws IOException {}

    default void afterForce() throws IOException {}

    default void beforeRead() throws IOException {}

    default boolean isWritable() {
      return true;
    }

    default void opened(FileChannel file, boolean forWriting) throws IOException {}

    /** What happens to a file of the redo log; otherwise it is about the database file. */
    default Events redo(int number) {
      return NONE;
    }
  }

  private static final Pattern REDO = Pattern.compile("redo\\.([12])$");

  private static final Events NONE = new Events() {};

  private static volatile Events events = NONE;

  static void install(Events what) {
    events = what;
    FilePath.register(new TestDisk());
  }

  static void uninstall() {
    events = NONE;
    FilePath.register(new FilePathRetryOnInterrupt());
  }

  @Override
  public String getScheme() {
    return "retry";
  }

  @Override
  public boolean canWrite() {
    return events.isWritable() && super.canWrite();
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    Matcher redo = REDO.matcher(name);
    if (!redo.find() && !name.endsWith(".mv.db")) {
      return super.open(mode);
    }
    Events told =
        name.endsWith(".mv.db") ? events : events.redo(Integer.parseInt(redo.group(1)) - 1);
    FileChannel file = getBase().open(mode);
    try {
      told.opened(file, !"r".equals(mode));
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return new File(file, told);
  }

  private static final class File extends FileBaseDefault {
    private final FileChannel file;
    private final Events told;

    File(FileChannel file, Events told) {
      this.file = file;
      this.told = told;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(ByteBuffer data, long position) throws IOException {
      told.beforeRead();
      return file.read(data, position);
    }

    @Override
    public int write(ByteBuffer data, long position) throws IOException {
      told.aboutToWrite();
      synchronized (told) {
        told.beforeWrite(position, data.duplicate());
        return file.write(data, position);
      }
    }

    @Override
    protected void implTruncate(long size) throws IOException {
      synchronized (told) {
        told.beforeTruncate(size);
        file.truncate(size);
      }
    }

    @Override
    public void force(boolean metaData) throws IOException {
      synchronized (told) {
        told.beforeForce();
        file.force(metaData);
        told.afterForce();
      }
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }
  }
}

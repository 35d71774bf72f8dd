package org.rowmq.store.redo;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Records of transactions, in two files that take turns: when one is full, the other is written
 * over, as soon as the database file has all that its records say. A record is found again by what
 * it says of itself; those that matter are the ones whose numbers follow the last that the database
 * file has, without a gap. Thread-safe.
 */
public final class RedoLog implements Closeable {
  /** How many files there are. */
  public static final int FILES = 2;

  /** The smallest log, in bytes. */
  public static final long SMALLEST = FILES * 64L * 1024;

  /** Where the files are. */
  @FunctionalInterface
  public interface Files {
    /**
     * Opens a file.
     *
     * @param number 0 to {@link #FILES}, exclusive
     * @param writing it is made if it is not there
     */
    FileChannel open(int number, boolean writing) throws IOException;
  }

  private final RedoFile[] files;
  private final long secret;

  /** Forces may take long, and records are appended meanwhile; held before the log's own lock. */
  private final Object forcing = new Object();

  private final boolean[] unforced = new boolean[FILES];
  private int current;
  private ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
  private long newest;
  private long forced;
  private long done;
  private long appended;
  private boolean failed;

  private RedoLog(RedoFile[] files, long secret, long done) {
    this.files = files;
    this.secret = secret;
    this.newest = done;
    this.forced = done;
    this.done = done;
  }

  /**
   * What a log says, in order.
   *
   * @param secret that the log was begun with
   * @param done the number of the last record that the database file has
   * @throws DamagedRedoLogException if a file of it is not there or that of another log, or if a
   *     record is damaged that was known to be on disk
   */
  public static List<RedoRecord> read(Files files, long secret, long done) throws IOException {
    NavigableMap<Long, RedoRecord> found = new TreeMap<>();
    long forced = 0;
    for (int number = 0; number < FILES; number++) {
      ByteBuffer all = readAll(files, number);
      if (!RedoFile.isOf(all, secret)) {
        throw new DamagedRedoLogException(
            "file "
                + (number + 1)
                + " of the redo log is missing, damaged, or belongs to another state of the database file");
      }
      int place = RedoFile.HEADER;
      while (place < all.limit()) {
        RedoRecord record = RedoRecord.at(all, place, secret);
        if (record == null) {
          place += RedoRecord.STEP;
        } else {
          found.put(record.number(), record);
          forced = Math.max(forced, record.forced());
          place += RedoRecord.length(record.content().remaining());
        }
      }
    }
    List<RedoRecord> records = new ArrayList<>();
    long next = done + 1;
    for (RedoRecord record = found.get(next); record != null; record = found.get(next)) {
      records.add(record);
      next++;
    }
    if (forced >= next) {
      throw new DamagedRedoLogException(
          "the database file has the transactions up to "
              + done
              + ", and the redo log had those up to "
              + forced
              + " or further, of which number "
              + next
              + " is missing or damaged");
    }
    return records;
  }

  private static ByteBuffer readAll(Files files, int number) throws IOException {
    try (FileChannel file = files.open(number, false)) {
      ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(file.size()));
      while (all.hasRemaining() && file.read(all, all.position()) >= 0) {
        continue;
      }
      return all.flip();
    } catch (NoSuchFileException | FileNotFoundException e) {
      return ByteBuffer.allocate(0);
    }
  }

  /**
   * Begins a log anew; what its files said is gone.
   *
   * @param bytes of both files
   * @param secret a random number that only this log has
   * @param done the number before that of the first record
   */
  public static RedoLog begin(Files files, long bytes, long secret, long done) throws IOException {
    if (bytes < SMALLEST || bytes / FILES > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a redo log of " + bytes + " bytes");
    }
    RedoFile[] begun = new RedoFile[FILES];
    try {
      for (int number = 0; number < FILES; number++) {
        begun[number] = RedoFile.begin(files.open(number, true), bytes / FILES, secret);
      }
    } catch (IOException | RuntimeException | Error e) {
      abandon(begun, e);
      throw e;
    }
    return new RedoLog(begun, secret, done);
  }

  private static void abandon(RedoFile[] files, Throwable why) {
    for (RedoFile file : files) {
      try {
        if (file != null) {
          file.abandon();
        }
      } catch (IOException e) {
        why.addSuppressed(e);
      }
    }
  }

  /** Whether a record can be appended, of a transaction that is described in so many bytes. */
  public synchronized boolean hasRoom(int content) {
    int length = RedoRecord.length(content);
    RedoFile next = files[FILES - 1 - current];
    return !failed
        && (files[current].fits(length) || (next.newest() <= done && next.everFits(length)));
  }

  /**
   * Appends a record. It survives the end of the process, and a loss of power once it is forced.
   *
   * @param number the one behind that of the record before
   * @throws IOException also if an earlier call has failed, or the log is closed
   */
  public synchronized void append(long number, ByteBuffer content) throws IOException {
    checkUsable();
    if (number != newest + 1 || !hasRoom(content.remaining())) {
      throw new IllegalArgumentException("number " + number + " after " + newest);
    }
    int length = RedoRecord.length(content.remaining());
    if (!files[current].fits(length)) {
      current = FILES - 1 - current;
      files[current].restart();
    }
    if (buffer.capacity() < length) {
      buffer = ByteBuffer.allocateDirect(Math.max(length, 2 * buffer.capacity()));
    }
    buffer.clear();
    new RedoRecord(number, forced, content).put(buffer, secret);
    unforced[current] = true;
    boolean written = false;
    try {
      files[current].append(buffer.flip(), number);
      written = true;
    } finally {
      failed = !written;
    }
    newest = number;
    appended += length;
  }

  /**
   * Forces the records that have been appended.
   *
   * @throws IOException then nothing more can be appended: the operating system may have forgotten
   *     what it could not write
   */
  public void force() throws IOException {
    synchronized (forcing) {
      long upTo;
      boolean[] wanted;
      synchronized (this) {
        checkUsable();
        upTo = newest;
        wanted = unforced.clone();
        Arrays.fill(unforced, false);
      }
      boolean ended = false;
      try {
        for (int number = 0; number < FILES; number++) {
          if (wanted[number]) {
            files[number].force();
          }
        }
        ended = true;
      } finally {
        synchronized (this) {
          failed |= !ended;
        }
      }
      synchronized (this) {
        checkUsable();
        forced = upTo;
      }
    }
  }

  private void checkUsable() throws IOException {
    if (failed) {
      throw new IOException("the redo log is not in use any more");
    }
  }

  /** The database file has the transactions up to a number, for good. */
  public synchronized void done(long upTo) {
    done = Math.max(done, upTo);
  }

  /** The number of the last record. */
  public synchronized long newest() {
    return newest;
  }

  /** How many bytes were appended since the log was begun. */
  public synchronized long appended() {
    return appended;
  }

  /** Nothing can be appended any more. What has been can be read. */
  @Override
  public void close() throws IOException {
    synchronized (forcing) {
      closeNow();
    }
  }

  private synchronized void closeNow() throws IOException {
    failed = true;
    for (RedoFile file : files) {
      file.close();
    }
  }
}

package org.rowmq.store.jpa;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.List;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.rowmq.store.Durability;
import org.rowmq.store.StoreException;
import org.rowmq.store.redo.DamagedRedoLogException;
import org.rowmq.store.redo.RedoLog;
import org.rowmq.store.redo.RedoRecord;

/**
 * The redo log of the embedded database. What a group of messages has done is appended to it before
 * the group is committed; H2 then need not write the commit to its own file, which costs it a page
 * of each tree. It writes many groups at once later: with the next transaction that is not in the
 * log, with a force, or because {@link Checkpoints} wants it. What its file does not have when it
 * is opened is done again from the log. Decision 078.
 *
 * <p>Transactions are committed one at a time, in {@link WritingTurn}. The log belongs to the open
 * database: one that H2 has closed and opened again goes on without, until another is begun.
 */
final class Redo implements Commits {
  private static final System.Logger LOG = System.getLogger(Redo.class.getName());

  /** H2's for: a commit is not written. */
  private static final int NOT_WRITTEN = -1;

  /** After so much of it has been written, the database file should have what is in the log. */
  private static final int PARTS = 8;

  private final RedoFiles files;
  private final long bytes;
  private final Durability durability;
  private final Names names;
  private final RedoMarks marks;
  private final WritingTurn turn;
  private final SecureRandom secrets = new SecureRandom();

  /** Null while the database goes without. */
  private volatile Using using;

  /** The number of the last transaction that is in the log; changed in turn. */
  private volatile long newest;

  /** How many transactions were committed past the log; changed in turn. */
  private volatile long others;

  /** How many of them survive whatever is to be survived. */
  private volatile long othersOnDisk;

  private volatile long appendedOnDisk;

  /** Whether the database says that a log is in use; changed by who opens it, and in turn. */
  private volatile boolean inUse;

  private boolean closing;

  /** Who wants to hear that much is in the log. */
  private volatile Runnable full = () -> {};

  Redo(RedoFiles files, long bytes, Durability durability, Names names, WritingTurn turn) {
    this.files = files;
    this.bytes = bytes;
    this.durability = durability;
    this.names = names;
    this.marks = new RedoMarks(names);
    this.turn = turn;
  }

  /** A log that the open database uses. */
  private record Using(MVStore store, RedoLog log) {}

  /** What is in the database's file once that has been written and forced. */
  record Mark(RedoLog log, long number, long others, long appended) {}

  /** Commits in turn. */
  @Override
  public void commit(Connection connection, Tx tx) throws SQLException {
    Using now = using;
    if (now == null
        || tx.redo() == null
        || others != othersOnDisk
        || now.store() != storeOf(connection)) {
      commitPast(connection);
      return;
    }
    ByteBuffer content = tx.redo().bytes();
    if (!now.log().hasRoom(content.remaining())) {
      commitPast(connection);
      return;
    }
    long number = newest + 1;
    marks.setNumber(connection, number);
    boolean inLog = commit(connection, now, number, content);
    newest = number;
    if (!inLog) {
      others++;
    } else if (isFull()) {
      full.run();
    }
  }

  /**
   * Commits what is not to be in the log. H2 writes it at once; until it has been forced, nothing
   * that comes after it may be in the log, which could be on disk without it.
   */
  private void commitPast(Connection connection) throws SQLException {
    others++;
    commitUnlogged(connection);
    if (durability == Durability.PROCESS_CRASH) {
      othersOnDisk = others;
    }
  }

  /**
   * Commits what the log may have from now on, and returns whether it has. It is done then,
   * whatever H2 answers: the database would be opened with it. So if it is not, the database has to
   * be opened.
   */
  private boolean commit(Connection connection, Using now, long number, ByteBuffer content)
      throws SQLException {
    org.h2.engine.Database database = databaseOf(connection);
    boolean committed = false;
    try {
      boolean inLog = append(now, number, content);
      if (inLog) {
        now.store().setAutoCommitDelay(NOT_WRITTEN);
      }
      if (inLog) {
        connection.commit();
      } else {
        commitUnlogged(connection);
      }
      committed = true;
      return inLog;
    } catch (SQLException e) {
      throw new SQLNonTransientConnectionException(
          "the database was closed because it did not commit what its redo log has", e);
    } finally {
      now.store().setAutoCommitDelay(H2Settings.WRITE_DELAY_MILLIS);
      if (!committed) {
        database.shutdownImmediately();
      }
    }
  }

  /**
   * H2 says of a commit in a database that it has just given up that all is well, though it has
   * written nothing. It may also have been closed after it wrote, so what happened is to be found
   * out.
   */
  private static void commitUnlogged(Connection connection) throws SQLException {
    MVStore store = storeOf(connection);
    connection.commit();
    // waits for the end of a closing that has begun
    if (store.isClosed()) {
      throw new SQLNonTransientConnectionException(
          "the database was closed while a transaction was committed");
    }
  }

  private boolean append(Using to, long number, ByteBuffer content) {
    try {
      to.log().append(number, content);
      return true;
    } catch (IOException e) {
      failed(to, e);
      return false;
    }
  }

  private void failed(Using of, IOException failure) {
    if (using == of) {
      stop();
      LOG.log(
          Level.WARNING,
          "The redo log "
              + files.path(0)
              + " cannot be written to; until it can, each commit is written to the database file",
          failure);
    }
  }

  /** Forces what has been committed by groups: the log, if nothing else is to be forced. */
  void force(DiskForce disk) throws SQLException {
    Using now = using;
    if (now != null && others == othersOnDisk) {
      // an interrupt would close the file
      boolean interrupted = Thread.interrupted();
      try {
        now.log().force();
        return;
      } catch (IOException e) {
        failed(now, e);
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
    disk.force();
  }

  /**
   * Has H2 write all that has been committed to its file.
   *
   * @param taking is called when nothing more can be committed before
   */
  Mark write(MVStore store, Runnable taking) {
    return turn.during(() -> marked(store, taking));
  }

  private Mark marked(MVStore store, Runnable taking) {
    taking.run();
    Using now = using;
    Mark mark =
        now != null && now.store() == store
            ? new Mark(now.log(), newest, others, now.log().appended())
            : new Mark(null, newest, others, 0);
    store.commit();
    return mark;
  }

  /** What was there at that time is in the database file, for good. */
  void written(Mark mark) {
    Using now = using;
    if (now != null && now.log() == mark.log()) {
      mark.log().done(mark.number());
      appendedOnDisk = mark.appended();
    }
    othersOnDisk = Math.max(othersOnDisk, mark.others());
  }

  /** How many transactions have been committed through the log. */
  long committed() {
    return newest;
  }

  /** Whether much has been appended that the database file does not have. */
  boolean isFull() {
    Using now = using;
    return now != null && now.log().appended() - appendedOnDisk > bytes / PARTS;
  }

  /** Whether anything has. */
  boolean isUnfinished() {
    Using now = using;
    return now != null && now.log().appended() > appendedOnDisk;
  }

  /** Whether a database uses a log. */
  boolean isUsedBy(MVStore store) {
    Using now = using;
    return now != null && now.store() == store;
  }

  /**
   * @param listener is called by who commits when {@link #isFull}
   */
  void whenFull(Runnable listener) {
    full = listener;
  }

  /**
   * The database has been opened, and nobody else uses it yet: does again what its file does not
   * have. That is not written to its file, which may not be possible now.
   */
  void opened(Connection connection) throws SQLException {
    stop();
    newest = marks.number(connection);
    long secret = marks.secret(connection);
    inUse = secret != RedoMarks.NONE;
    if (!inUse) {
      return;
    }
    List<RedoRecord> records;
    try {
      records = RedoLog.read(files, secret, newest);
    } catch (DamagedRedoLogException e) {
      throw new StoreException(
          "The database file in "
              + files.directory()
              + " is not complete without its redo log, "
              + files.path(0).getFileName()
              + " and "
              + files.path(1).getFileName()
              + ", and that cannot be used: "
              + e.getMessage()
              + ". Messages that were confirmed would be lost and others come again, so it is not opened, and nothing was changed. Put the files back, or"
              + " restore all three from one backup. To go on without the log all the same, see docs/durability.md.",
          e);
    } catch (IOException e) {
      throw new SQLException("The redo log " + files.path(0) + " cannot be read", e);
    }
    if (!records.isEmpty()) {
      redo(connection, records);
    }
  }

  private void redo(Connection connection, List<RedoRecord> records) throws SQLException {
    MVStore store = storeOf(connection);
    connection.setAutoCommit(false);
    for (RedoRecord record : records) {
      RedoContent.read(record.content()).redo(connection, names);
    }
    long last = records.get(records.size() - 1).number();
    marks.setNumber(connection, last);
    store.setAutoCommitDelay(NOT_WRITTEN);
    connection.commit();
    store.setAutoCommitDelay(H2Settings.WRITE_DELAY_MILLIS);
    connection.setAutoCommit(true);
    newest = last;
    LOG.log(
        Level.INFO,
        "The last {0} transactions of the database in {1} were done again from its redo log",
        records.size(),
        files.directory());
  }

  private void stop() {
    Using now = using;
    using = null;
    if (now != null) {
      try {
        now.log().close();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "a redo log was not closed properly", e);
      }
    }
  }

  /**
   * Begins a log for the open database. The old one is needed until the database file has all that
   * it says, and says itself that it needs none.
   *
   * @param checkpoint writes the database to its file, for good
   */
  synchronized void begin(Database database, DiskForce.Action checkpoint)
      throws SQLException, IOException {
    if (closing) {
      return;
    }
    stop();
    if (inUse) {
      setSecret(database, checkpoint, RedoMarks.NONE);
    } else {
      // that it needs no log may have been written and not be on disk
      checkpoint.run();
    }
    long random = secrets.nextLong();
    long secret = random == RedoMarks.NONE ? 1 : random;
    RedoLog log = RedoLog.begin(files, bytes, secret, newest);
    try {
      inUse = true;
      setSecret(database, checkpoint, secret);
      database.once(tx -> use(tx, log, secret));
    } catch (SQLException | RuntimeException | Error e) {
      log.close();
      throw e;
    }
  }

  /** Is on disk when it returns. */
  private void setSecret(Database database, DiskForce.Action checkpoint, long secret)
      throws SQLException {
    database.once(tx -> setSecret(tx, secret));
    checkpoint.run();
    database.once(tx -> checkSecret(tx, secret));
  }

  /** H2 says of a commit in a database that it has just given up that all is well. */
  private Void checkSecret(Tx tx, long secret) throws SQLException {
    if (marks.secret(tx.connection()) != secret || marks.number(tx.connection()) != newest) {
      throw new SQLException("the database was opened again while a redo log was begun for it");
    }
    return null;
  }

  private Void setSecret(Tx tx, long secret) throws SQLException {
    marks.setSecret(tx.connection(), secret);
    marks.setNumber(tx.connection(), newest);
    return null;
  }

  private Void use(Tx tx, RedoLog log, long secret) throws SQLException {
    checkSecret(tx, secret);
    if (log.newest() != newest) {
      throw new SQLException("the database has gone on while a redo log was begun for it");
    }
    appendedOnDisk = 0;
    using = new Using(storeOf(tx.connection()), log);
    return null;
  }

  /** The database is about to be closed properly: its file will have all, and needs no log. */
  synchronized void closing(Connection connection) throws SQLException {
    closing = true;
    turn.during(() -> endUse(connection));
  }

  private Connection endUse(Connection connection) throws SQLException {
    stop();
    if (inUse) {
      marks.setSecret(connection, RedoMarks.NONE);
    }
    return connection;
  }

  /** Nothing uses the files any more. */
  void closed() {
    stop();
  }

  private static MVStore storeOf(Connection connection) throws SQLException {
    return databaseOf(connection).getStore().getMvStore();
  }

  private static org.h2.engine.Database databaseOf(Connection connection) throws SQLException {
    return ((SessionLocal) connection.unwrap(JdbcConnection.class).getSession()).getDatabase();
  }
}

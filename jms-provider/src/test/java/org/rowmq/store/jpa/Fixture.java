package org.rowmq.store.jpa;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.rowmq.store.Append;
import org.rowmq.store.CommitListener;
import org.rowmq.store.Durability;
import org.rowmq.store.Envelope;
import org.rowmq.store.Settlement;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoredMessage;
import org.rowmq.store.Unit;

/** Short words for what the tests do all the time. */
final class Fixture {
  static final long PLENTY = 1L << 40;
  private static final AtomicLong COUNT = new AtomicLong();

  private Fixture() {}

  static StoreConfig config(StoreConfig.Database database, String node) {
    return TestConfig.of(database, node).build();
  }

  static StoreConfig config(StoreConfig.Database database, String node, String prefix) {
    return TestConfig.of(database, node).tablePrefix(prefix).build();
  }

  /** The same, but any call is slow. */
  static StoreConfig slowFromTheFirst(StoreConfig c) {
    return TestConfig.like(c).slowCallThreshold(Duration.ZERO).build();
  }

  /** What the log says, when a store on it is opened, that its database may lose. */
  static List<String> doubtsOf(StoreConfig.Database database) {
    List<String> doubts = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger(DatabaseOpener.class.getName());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            doubts.add(String.valueOf(record.getParameters()[1]));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    try {
      JpaStore.open(config(database, "warned")).close();
    } finally {
      logger.removeHandler(handler);
    }
    return doubts;
  }

  static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "rowmq-" + COUNT.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  static String unique(String name) {
    return name + "-" + COUNT.incrementAndGet();
  }

  static Envelope message(long number) {
    return message(number, 4, 0, 0, new byte[] {1, 2, 3});
  }

  /** One that is not persistent. */
  static Envelope nonPersistent(long number, byte[] body) {
    return new Envelope(
        number, 4, false, 1234, 0, 0, null, null, (byte) 7, new byte[] {9, 8}, body);
  }

  static Envelope message(long number, int priority, long deliverAt, long expiresAt, byte[] body) {
    return new Envelope(
        number,
        priority,
        true,
        1234,
        deliverAt,
        expiresAt,
        "correlation " + number,
        "type",
        (byte) 7,
        new byte[] {9, 8},
        body);
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + i / 251);
    }
    return bytes;
  }

  /** Of a database in a directory. */
  static Redo redo(Path directory) {
    Names names = Names.of(null, "rowmq_");
    return new Redo(
        RedoFiles.of(directory, names),
        StoreConfig.Embedded.REDO_LOG_BYTES,
        Durability.POWER_LOSS,
        names,
        new WritingTurn());
  }

  static Unit sending(long mailbox, Envelope... envelopes) {
    return new Unit(
        0,
        Arrays.stream(envelopes).map(e -> new Append(mailbox, e, false)).toList(),
        List.of(),
        Map.of());
  }

  static List<StoredMessage> send(Store store, long mailbox, Envelope... envelopes) {
    return store.messages().write(sending(mailbox, envelopes), CommitListener.NONE);
  }

  static void settle(Store store, Settlement... settlements) {
    store.messages().write(Unit.settling(0, List.of(settlements)), CommitListener.NONE);
  }

  static List<Long> numbers(List<StoredMessage> rows) {
    return rows.stream().map(row -> row.envelope().messageId()).toList();
  }

  static List<Long> idsOf(List<StoredMessage> rows) {
    return rows.stream().map(StoredMessage::id).toList();
  }

  /** PostgreSQL: so many rows before the only one that is there. */
  static String copies(int rows) {
    String columns = MessageColumn.each(MessageColumn::name);
    return "insert into rowmq_message ("
        + columns
        + ") select "
        + columns.replaceFirst("id", "id - 2 * n")
        + " from rowmq_message, generate_series(1, "
        + rows
        + ") n";
  }
}

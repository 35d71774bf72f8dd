package org.rowmq.broker;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.rowmq.selector.Selector;
import org.rowmq.store.StoredMessage;

/**
 * The readers of one mailbox on this node, one for each selector that a consumer has.
 *
 * <p>Guarded by the lock of their dispatcher.
 */
final class Readers implements Iterable<Reader> {
  private final List<Reader> readers = new ArrayList<>();

  /** The reader with this selector, made when there is none. */
  Reader with(Selector selector) {
    for (Reader reader : readers) {
      if (reader.selector().equals(selector)) {
        return reader;
      }
    }
    Reader reader = new Reader(selector, TableReading.PAGE_ROWS);
    readers.add(reader);
    return reader;
  }

  void remove(Reader reader) {
    readers.remove(reader);
  }

  boolean contains(Reader reader) {
    return readers.contains(reader);
  }

  boolean isEmpty() {
    return readers.isEmpty();
  }

  @Override
  public Iterator<Reader> iterator() {
    return readers.iterator();
  }

  // ---- consumers

  int consumers() {
    return readers.stream().mapToInt(reader -> reader.consumers.size()).sum();
  }

  boolean anyWantingMore() {
    return any(Reader::isWantingMore);
  }

  boolean any(Predicate<Reader> suits) {
    for (Reader reader : readers) {
      if (suits.test(reader)) {
        return true;
      }
    }
    return false;
  }

  boolean all(Predicate<Reader> suits) {
    return !any(suits.negate());
  }

  /** One of those that {@code suits}, preferably one that somebody waits at; or null. */
  Reader preferred(Predicate<Reader> suits) {
    Reader found = null;
    for (Reader reader : readers) {
      if ((found == null || (found.waiting.isEmpty() && !reader.waiting.isEmpty()))
          && suits.test(reader)) {
        found = reader;
      }
    }
    return found;
  }

  /** Takes a message that another one has buffered and this one wants, or null. */
  Delivery stealFor(Reader reader) {
    for (Reader other : readers) {
      if (other != reader) {
        Delivery found = other.stealFor(reader);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  // ---- buffers

  int bufferedRows() {
    return readers.stream().mapToInt(Reader::bufferedRows).sum();
  }

  /** Takes this message out of the buffer that has it; null when none has. */
  Delivery takeBuffered(StoredMessage message) {
    for (Reader reader : readers) {
      Delivery buffered = reader.remove(message.envelope().priority(), message.id());
      if (buffered != null) {
        return buffered;
      }
    }
    return null;
  }

  List<Delivery> takeExpired(long now) {
    List<Delivery> expired = new ArrayList<>(0);
    readers.forEach(reader -> expired.addAll(reader.takeExpired(now)));
    return expired;
  }

  /** Takes what was read ahead and consumers do not come to, see {@link ReadAhead}. */
  List<Delivery> takeExcess() {
    List<Delivery> excess = new ArrayList<>(0);
    readers.forEach(reader -> excess.addAll(reader.takeExcess()));
    readers.forEach(reader -> excess.forEach(reader::givenBack));
    return excess;
  }

  /** Takes all that is buffered. */
  List<Delivery> drain() {
    List<Delivery> buffered = new ArrayList<>();
    readers.forEach(reader -> buffered.addAll(reader.drain()));
    return buffered;
  }

  /** Messages in the buffers that have no row. */
  List<StoredMessage> inMemory() {
    List<StoredMessage> messages = new ArrayList<>();
    readers.forEach(reader -> reader.copyInMemory(messages));
    return messages;
  }

  // ---- the table

  /**
   * A row has been added, after all others.
   *
   * @param taker the reader that gets it without reading the table, or null
   */
  void appended(StoredMessage row, Reader taker) {
    int priority = row.envelope().priority();
    for (Reader reader : readers) {
      if (!reader.hasMore(priority) && (taker != null || !reader.wants(row))) {
        reader.passed(priority, row.id());
      } else {
        reader.expectMore(priority);
      }
    }
  }

  void expectMore() {
    readers.forEach(Reader::expectMore);
  }

  void rewindToTheStart() {
    for (Reader reader : readers) {
      for (int priority = 0; priority < Reader.PRIORITIES; priority++) {
        reader.rewind(priority, 0);
      }
    }
  }
}

package org.rowmq.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What a process says it is about to do and what it was told had been done, one line each. A line
 * is one write to a file, so it outlives a process killed right after it; the last may be cut off.
 */
final class Journal implements AutoCloseable {
  /** What a line says. */
  enum Kind {
    /** The workers begin. */
    READY,
    /** About to send: copies. */
    SENDING,
    /** The send returned: copies. */
    SENT,
    /** About to commit a local transaction: transaction, copies consumed, copies sent. */
    COMMITTING,
    /** About to roll back: as above. */
    ROLLING_BACK,
    /** About to prepare a branch: as above. */
    PREPARING,
    /** The branch is prepared: transaction. */
    PREPARED,
    /** The transaction manager's decision: transaction, commit or rollback. */
    DECIDED,
    /** The commit returned: transaction. */
    COMMITTED,
    /** Received: copy, delivery count, consumer. */
    GOT,
    /** The acknowledgement was confirmed: copies. */
    ACKNOWLEDGED,
    /** Something that must not happen: text. */
    WRONG
  }

  /**
   * A line.
   *
   * @param nanos when it was written, on the clock that the processes of a machine share
   */
  record Line(long nanos, Kind kind, String first, List<String> second, List<String> third) {
    private static Line parse(String text) {
      String[] fields = text.split(" ", -1);
      return new Line(
          Long.parseLong(fields[0]),
          Kind.valueOf(fields[1]),
          fields[2],
          list(fields[3]),
          list(fields[4]));
    }

    private static List<String> list(String text) {
      return text.isEmpty() ? List.of() : List.of(text.split(","));
    }
  }

  private final FileChannel file;

  Journal(Path path) {
    try {
      file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void say(Kind kind, String first) {
    say(kind, first, List.of(), List.of());
  }

  synchronized void say(Kind kind, String first, List<String> second, List<String> third) {
    String line =
        String.join(
                " ",
                String.valueOf(System.nanoTime()),
                kind.name(),
                first.replaceAll("\\s", "_"),
                String.join(",", second),
                String.join(",", third))
            + ".\n";
    try {
      file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All complete lines of a journal; none when it was not begun. */
  static List<Line> read(Path path) throws IOException {
    List<Line> lines = new ArrayList<>();
    if (Files.exists(path)) {
      String all = Files.readString(path);
      for (String line : all.substring(0, all.lastIndexOf('\n') + 1).split("\n")) {
        if (line.endsWith(".")) {
          lines.add(Line.parse(line.substring(0, line.length() - 1)));
        }
      }
    }
    return lines;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

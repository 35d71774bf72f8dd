package org.rowmq.samples.launcher;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * What follows {@code ./rowmq run}.
 *
 * @param feedFlights {@code --data flights}
 * @param port HTTP port on 127.0.0.1; 0 for any free one
 * @param directory where database, log and password are kept
 * @param exitAfterReport {@code --exit}
 */
record Options(boolean feedFlights, int port, Path directory, boolean exitAfterReport) {

  static final String USAGE =
      """
      Usage: ./rowmq run [options]

      Builds what is missing, then starts Payara Micro with RowMQ, its console and the samples
      on 127.0.0.1. Ctrl+C stops it.

        --data flights   feed the 20 000 flights of the sample and report; resumes after a crash
        --port N         HTTP port (default 8080; 0 takes any free one)
        --dir DIR        where the database, the log and the first password are kept (default ./run)
        --exit           with --data: stop after the report; exit code 1 if it is not complete
        --help           this text
      """;

  static Options parse(List<String> arguments) throws UsageException {
    boolean feed = false;
    boolean exit = false;
    int port = 8080;
    Path directory = Path.of("run");
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--data" -> {
          String data = valueOf(option, rest);
          if (!data.equals("flights")) {
            throw new UsageException("--data knows only 'flights', not '" + data + "'");
          }
          feed = true;
        }
        case "--port" -> port = port(valueOf(option, rest));
        case "--dir" -> directory = Path.of(valueOf(option, rest));
        case "--exit" -> exit = true;
        default -> throw new UsageException("unknown option '" + option + "'");
      }
    }
    if (exit && !feed) {
      throw new UsageException("--exit goes with --data flights");
    }
    return new Options(feed, port, directory.toAbsolutePath().normalize(), exit);
  }

  private static String valueOf(String option, Iterator<String> rest) throws UsageException {
    if (!rest.hasNext()) {
      throw new UsageException(option + " needs a value");
    }
    return rest.next();
  }

  private static int port(String value) throws UsageException {
    try {
      int port = Integer.parseInt(value);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // the same answer as for a number out of range
    }
    throw new UsageException("--port needs a number from 0 to 65535, not '" + value + "'");
  }
}

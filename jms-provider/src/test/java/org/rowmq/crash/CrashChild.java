package org.rowmq.crash;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.rowmq.client.RowmqConnectionFactory;

/** The process that is killed: a node under load. */
final class CrashChild {
  private CrashChild() {}

  /** Settings file, journal, name of the run, seed. */
  public static void main(String[] arguments) throws Exception {
    RowmqConnectionFactory factory = RowmqConnectionFactory.of(settings(Path.of(arguments[0])));
    Journal journal = new Journal(Path.of(arguments[1]));
    new Workload(factory, journal, arguments[2], Long.parseLong(arguments[3])).start();
  }

  static Map<String, String> settings(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    Map<String, String> settings = new HashMap<>();
    properties.forEach((name, value) -> settings.put((String) name, (String) value));
    return settings;
  }
}

package org.rowmq.benchmarks;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

/**
 * One run, as handed to its JVM in a file.
 *
 * @param scenario what is done
 * @param subject by whom
 * @param phase of scenarios that need several JVMs one after the other, from 0
 * @param directory where the subject keeps its files; empty in phase 0
 * @param url JDBC URL of a database of its own, or null
 * @param user user of it
 * @param postmaster process id of the database server, or 0
 * @param warmUp processor time of this JVM before the measurement
 * @param length of the measurement
 * @param messages how many, or 0 for the scenario's own number
 */
record Plan(
    Scenario scenario,
    Subject subject,
    int phase,
    Path directory,
    String url,
    String user,
    long postmaster,
    Duration warmUp,
    Duration length,
    long messages) {

  void write(Path file) throws IOException {
    Properties all = new Properties();
    all.setProperty("scenario", scenario.label());
    all.setProperty("subject", subject.label());
    all.setProperty("phase", String.valueOf(phase));
    all.setProperty("directory", directory.toString());
    if (url != null) {
      all.setProperty("url", url);
      all.setProperty("user", user);
    }
    all.setProperty("postmaster", String.valueOf(postmaster));
    all.setProperty("warmUp", warmUp.toString());
    all.setProperty("length", length.toString());
    all.setProperty("messages", String.valueOf(messages));
    try (Writer out = Files.newBufferedWriter(file)) {
      all.store(out, null);
    }
  }

  static Plan read(Path file) throws IOException {
    Properties all = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      all.load(in);
    }
    return new Plan(
        Scenario.of(all.getProperty("scenario")),
        Subject.of(all.getProperty("subject")),
        Integer.parseInt(all.getProperty("phase")),
        Path.of(all.getProperty("directory")),
        all.getProperty("url"),
        all.getProperty("user"),
        Long.parseLong(all.getProperty("postmaster")),
        Duration.parse(all.getProperty("warmUp")),
        Duration.parse(all.getProperty("length")),
        Long.parseLong(all.getProperty("messages")));
  }

  long messagesOr(long standard) {
    return messages == 0 ? standard : messages;
  }
}

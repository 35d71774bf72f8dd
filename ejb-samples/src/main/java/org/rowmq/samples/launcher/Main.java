package org.rowmq.samples.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/** {@code run} and its options; see {@link Options#USAGE}. */
public final class Main {

  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private final PrintStream out = System.out;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicBoolean stopping = new AtomicBoolean();

  private Main() {}

  public static void main(String[] args) {
    List<String> arguments = List.of(args);
    if (arguments.isEmpty() || arguments.contains("--help")) {
      System.out.print(Options.USAGE);
      return;
    }
    try {
      if (!arguments.get(0).equals("run")) {
        throw new UsageException("unknown command '" + arguments.get(0) + "'");
      }
      Options options = Options.parse(arguments.subList(1, arguments.size()));
      System.exit(new Main().run(options));
    } catch (UsageException e) {
      System.err.println("rowmq: " + e.getMessage() + "\n");
      System.err.print(Options.USAGE);
      System.exit(MISUSED);
    }
  }

  private int run(Options options) {
    PrintStream err = System.err;
    try {
      RunDirectory directory = RunDirectory.open(options.directory());
      int port = MicroServer.availablePort(options.port());
      directory.claim(port);
      boolean first = !Files.exists(directory.passwordFile());
      out.println("Starting Payara Micro with RowMQ; its log is " + directory.log());
      MicroServer.logTo(directory.log());
      stopOnSignals();
      MicroServer server = MicroServer.start(directory, port, project());
      int result = serve(server, directory, port, options, first);
      server.stop();
      out.println("Stopped.");
      return result;
    } catch (StartException e) {
      err.println("rowmq: " + e.getMessage());
      return FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    } catch (Exception e) {
      err.println("rowmq: " + e);
      return FAILED;
    }
  }

  private int serve(
      MicroServer server, RunDirectory directory, int port, Options options, boolean first)
      throws IOException, InterruptedException {
    List<String> missing = server.missing();
    if (!missing.isEmpty()) {
      out.println(
          "rowmq: "
              + String.join(", ", missing)
              + " could not be deployed; the reason is in "
              + directory.log());
      return FAILED;
    }
    if (stopping.get()) {
      return 0;
    }
    String address = "http://127.0.0.1:" + port;
    printWelcome(address, directory, first);
    if (!options.feedFlights()) {
      stopped.await();
      return 0;
    }
    AtomicBoolean complete = new AtomicBoolean();
    Thread feed = new Thread(() -> complete.set(feed(address)), "flights");
    feed.setDaemon(true);
    feed.start();
    if (options.exitAfterReport()) {
      while (feed.isAlive() && stopped.getCount() > 0) {
        feed.join(200);
      }
      return complete.get() || stopped.getCount() == 0 ? 0 : FAILED;
    }
    stopped.await();
    return 0;
  }

  private void printWelcome(String address, RunDirectory directory, boolean first)
      throws IOException {
    out.println();
    out.println("  console   " + address + "/console/");
    if (first) {
      out.println("            first sign-in: user admin, password " + directory.firstPassword());
      out.println("            (kept in " + directory.passwordFile() + ")");
    } else {
      out.println("            user admin; the first password is in " + directory.passwordFile());
    }
    out.println("  samples   " + address + "/samples/");
    out.println("  database  " + directory.database() + ".mv.db");
    out.println();
    out.println("Ctrl+C stops it.");
    out.println();
    out.flush();
  }

  private boolean feed(String address) {
    try {
      return new FlightsRun(address, out, System.console() != null).run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (IOException | RuntimeException e) {
      if (!stopping.get()) {
        out.println("rowmq: the flights feed could not be watched: " + e);
      }
      return false;
    }
  }

  /** The first signal stops in order, with exit code 0; the second ends the process at once. */
  private void stopOnSignals() {
    for (String name : List.of("INT", "TERM")) {
      Signal.handle(
          new Signal(name),
          signal -> {
            if (!stopping.compareAndSet(false, true)) {
              Runtime.getRuntime().halt(FAILED);
            }
            out.println("\nStopping ...");
            stopped.countDown();
          });
    }
  }

  /** The project's root: this jar is in {@code ejb-samples/target/run}. */
  private static Path project() throws StartException {
    try {
      Path jar = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return jar.getParent().getParent().getParent().getParent();
    } catch (java.net.URISyntaxException e) {
      throw new StartException("cannot find the project's directory", e);
    }
  }
}

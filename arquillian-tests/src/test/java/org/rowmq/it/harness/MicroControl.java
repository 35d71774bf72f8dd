package org.rowmq.it.harness;

import fish.payara.micro.PayaraMicro;
import fish.payara.micro.PayaraMicroRuntime;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Main class of the server's process: Payara Micro as its own main class starts it, and after that
 * one command a line on standard input, each answered by one line that begins with {@link #ANSWER}.
 * The process ends when its input does, so that no server outlives its test.
 */
final class MicroControl {

  static final String ANSWER = "@@rowmq-it ";

  private MicroControl() {}

  public static void main(String[] args) throws Exception {
    PayaraMicro.main(args);
    PayaraMicroRuntime runtime = PayaraMicro.getInstance().getRuntime();
    answer("ready");
    try (BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      String line;
      while ((line = commands.readLine()) != null && !line.equals("stop")) {
        try {
          answer(execute(runtime, line.split("\t", -1)) ? "ok" : "failed");
        } catch (Exception | LinkageError e) {
          answer("failed " + e);
        }
      }
    }
    runtime.shutdown();
    answer("stopped");
    System.exit(0);
  }

  private static boolean execute(PayaraMicroRuntime runtime, String[] command) throws IOException {
    switch (command[0]) {
      case "deploy":
        // the first alone does not tell: an application whose beans failed to load counts as
        // deployed
        return runtime.deploy(command[1], command[2], new File(command[3]))
            && runtime.getDeployedApplicationNames().contains(command[1]);
      case "undeploy":
        runtime.undeploy(command[1]);
        return true;
      case "property":
        if (command[2].isEmpty()) {
          System.clearProperty(command[1]);
        } else {
          System.setProperty(command[1], command[2]);
        }
        return true;
      default:
        throw new IOException("unknown command " + command[0]);
    }
  }

  private static void answer(String text) {
    System.out.println(ANSWER + text);
    System.out.flush();
  }
}

package org.rowmq.it.outbound;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.rowmq.it.app.many.ManyServlet;

/** Session beans of as many classes as asked for, each with a context injected. */
final class GeneratedBeans {
  static final String PACKAGE = "org.rowmq.it.app.many.generated";

  private static final String SOURCE =
      """
      package %1$s;
      @jakarta.ejb.Stateless
      public class Bean%2$d implements org.rowmq.it.app.many.Sends {
        @jakarta.inject.Inject @jakarta.jms.JMSConnectionFactory("%3$s") jakarta.jms.JMSContext jms;
        public void send() { jms.createProducer().send(jms.createQueue("%4$s"), "bean %2$d"); }
      }
      """;

  private GeneratedBeans() {}

  /** Compiles them into the directory, and answers with the files of the classes. */
  static List<Path> compile(int classes, Path directory) {
    try {
      Path sources = Files.createDirectories(directory.resolve(PACKAGE.replace('.', '/')));
      for (int i = 1; i <= classes; i++) {
        Files.writeString(
            sources.resolve("Bean" + i + ".java"),
            SOURCE.formatted(PACKAGE, i, ManyServlet.FACTORY, ManyServlet.QUEUE));
      }
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
          var written = Files.list(sources)) {
        boolean compiled =
            compiler
                .getTask(
                    null,
                    files,
                    null,
                    List.of(
                        "--release",
                        "17",
                        "-proc:none",
                        "-classpath",
                        System.getProperty("java.class.path")),
                    null,
                    files.getJavaFileObjectsFromPaths(written.toList()))
                .call();
        if (!compiled) {
          throw new IllegalStateException("see above");
        }
      }
      try (var files = Files.list(sources)) {
        return files.filter(file -> file.toString().endsWith(".class")).toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

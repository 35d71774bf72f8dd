package org.rowmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.MessageDriven;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Artifacts;
import org.rowmq.it.harness.Http;
import org.rowmq.it.harness.RowmqContainer;

/** The README's application, as a reader would paste it: one file for each Java block. */
@ExtendWith(ArquillianExtension.class)
class ReadmeIT {

  private static final Pattern JAVA = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
  private static final Pattern CLASS = Pattern.compile("public class (\\w+)");

  @ArquillianResource private URL application;

  @Deployment(testable = false)
  static WebArchive application() throws IOException {
    Path directory = Artifacts.workDirectory("readme");
    Path classes = compile(sources(directory), directory.resolve("classes"));
    WebArchive archive = Archives.war("readme");
    try (Stream<Path> files = Files.walk(classes)) {
      files
          .filter(Files::isRegularFile)
          .forEach(
              file ->
                  archive.addAsWebInfResource(
                      file.toFile(), "classes/" + classes.relativize(file)));
    }
    return archive;
  }

  @Test
  void theExampleWorksAsPasted() {
    Http.get(application, "hello?name=Ada");

    RowmqContainer.server().awaitLog(log -> assertThat(log).contains("Hello, Ada"));
  }

  /** The Java blocks that are files of an application: they import Jakarta EE and more than JMS. */
  private static List<Path> sources(Path directory) throws IOException {
    List<Path> sources = new ArrayList<>();
    Matcher blocks = JAVA.matcher(Files.readString(Artifacts.project().resolve("README.md")));
    while (blocks.find()) {
      String code = blocks.group(1);
      Matcher name = CLASS.matcher(code);
      if (code.contains("resourceAdapter") && name.find()) {
        sources.add(Files.writeString(directory.resolve(name.group(1) + ".java"), code));
      }
    }
    assertThat(sources).as("Java blocks of README.md that make an application").isNotEmpty();
    return sources;
  }

  private static Path compile(List<Path> sources, Path classes) throws IOException {
    Files.createDirectories(classes);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  problems,
                  files,
                  null,
                  List.of(
                      "--release",
                      "17",
                      "-proc:none",
                      "-d",
                      classes.toString(),
                      "-cp",
                      Artifacts.locationOf(MessageDriven.class).toString()),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as(problems.toString()).isTrue();
    }
    return classes;
  }
}

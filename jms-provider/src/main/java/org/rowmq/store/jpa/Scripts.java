package org.rowmq.store.jpa;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

/**
 * The schema scripts by name. Flyway would search the class path for them, which it cannot do in a
 * class loader of an application server that it does not know.
 */
final class Scripts implements ResourceProvider {
  private static final List<String> NAMES =
      List.of(
          "V1__tables.sql",
          "V2__attempts.sql",
          "V3__access.sql",
          "V4__origin_of_dead_letters.sql",
          "V5__settings.sql",
          "V6__history.sql",
          "V7__states.sql",
          "V8__use_of_subscriptions.sql",
          "V9__calls.sql",
          "V10__deletions.sql");

  private final List<LoadableResource> scripts;

  Scripts(String folder) {
    scripts = NAMES.stream().<LoadableResource>map(name -> new Script(folder, name)).toList();
  }

  @Override
  public LoadableResource getResource(String name) {
    return scripts.stream()
        .filter(
            script -> script.getRelativePath().equals(name) || script.getFilename().equals(name))
        .findFirst()
        .orElse(null);
  }

  @Override
  public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
    return scripts.stream()
        .filter(script -> script.getFilename().startsWith(prefix))
        .filter(script -> Stream.of(suffixes).anyMatch(script.getFilename()::endsWith))
        .toList();
  }

  private static final class Script extends LoadableResource {
    private final String folder;
    private final String name;

    Script(String folder, String name) {
      this.folder = folder;
      this.name = name;
    }

    @Override
    public Reader read() {
      try (InputStream in =
          Scripts.class.getClassLoader().getResourceAsStream(folder + "/" + name)) {
        if (in == null) {
          throw new IllegalStateException(
              folder + "/" + name + " is missing from the jar of RowMQ");
        }
        return new StringReader(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String getAbsolutePath() {
      return folder + "/" + name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return getAbsolutePath();
    }

    @Override
    public String getFilename() {
      return name;
    }

    @Override
    public String getRelativePath() {
      return name;
    }
  }
}

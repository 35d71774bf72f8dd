package org.rowmq.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The document and the resources name the same operations; OpenApiIT looks at the answers. */
class OpenApiTest {
  private static final Pattern CHOICE = Pattern.compile("\\{\\w+:([a-z]+(?:\\|[a-z]+)+)}");
  private static final Pattern WITH_EXPRESSION = Pattern.compile("\\{(\\w+):[^}]+}");
  private static final List<Class<? extends Annotation>> METHODS =
      List.of(GET.class, POST.class, PUT.class, PATCH.class, DELETE.class);

  private static Set<String> documented() throws IOException {
    Set<String> operations = new TreeSet<>();
    try (InputStream file = OpenApiResource.class.getResourceAsStream("openapi.yaml")) {
      Map<String, Map<String, Map<String, ?>>> document = new Yaml().load(file);
      document
          .get("paths")
          .forEach(
              (path, methods) ->
                  methods.keySet().forEach(method -> operations.add(method + " " + path)));
    }
    return operations;
  }

  private static Set<String> implemented() {
    Set<String> operations = new TreeSet<>();
    for (Class<?> resource : new ConsoleApi().getClasses()) {
      for (Method method : resource.getDeclaredMethods()) {
        for (Class<? extends Annotation> verb : METHODS) {
          if (method.isAnnotationPresent(verb)) {
            String name = verb.getSimpleName().toLowerCase(Locale.ROOT);
            addAll(operations, name + " /" + method.getAnnotation(Path.class).value());
          }
        }
      }
    }
    return operations;
  }

  /** One for each alternative in its path. */
  private static void addAll(Set<String> operations, String operation) {
    Matcher choice = CHOICE.matcher(operation);
    if (choice.find()) {
      for (String each : choice.group(1).split("\\|")) {
        addAll(operations, choice.replaceFirst(each));
      }
    } else {
      operations.add(WITH_EXPRESSION.matcher(operation).replaceAll("{$1}"));
    }
  }

  @Test
  void theDocumentHasEveryOperationAndNoOther() throws IOException {
    assertThat(documented()).isEqualTo(implemented()).hasSizeGreaterThan(30);
  }
}

package org.rowmq.ra;

import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Names of activation properties that a bean carries and nobody knows. Servers keep these to
 * themselves (Payara logs a warning without a hint, and goes on), so they are read from the bean
 * class's own annotation. Properties in {@code ejb-jar.xml} are not seen.
 */
public final class ActivationNames {
  private static final String ANNOTATION = "jakarta.ejb.MessageDriven";

  /** What servers take for themselves, and the adapter never sees. */
  private static final Set<String> OF_SERVERS =
      Set.of(
          "resourceadapter",
          "resourceadaptername",
          "maxpoolsize",
          "steadypoolsize",
          "poolresizequantity",
          "maxwaittimeinmillis",
          "poolidletimeoutinseconds",
          "singletonbeanpool");

  private ActivationNames() {}

  /** One sentence for each unknown name, with the nearest known one where there is one. */
  public static List<String> problems(Class<?> endpointClass) {
    Set<String> known = known();
    List<String> problems = new ArrayList<>();
    for (String name : written(endpointClass)) {
      boolean isKnown = known.stream().anyMatch(name::equalsIgnoreCase);
      if (isKnown || OF_SERVERS.contains(name.toLowerCase(Locale.ROOT))) {
        continue;
      }
      NearestName nearest = NearestName.of(name, known);
      problems.add(
          "activation property "
              + name
              + " is not known and has no effect"
              + (nearest.isLikely() ? ", did you mean " + nearest.name() + "?" : ""));
    }
    return problems;
  }

  private static Set<String> known() {
    Set<String> names = new TreeSet<>();
    try {
      for (PropertyDescriptor property :
          Introspector.getBeanInfo(RowmqActivationSpec.class).getPropertyDescriptors()) {
        if (property.getWriteMethod() != null) {
          names.add(property.getName());
        }
      }
    } catch (IntrospectionException e) {
      throw new IllegalStateException("RowmqActivationSpec is no bean", e);
    }
    return names;
  }

  /** By reflection: the annotation may be that of the application's class loader. */
  private static List<String> written(Class<?> endpointClass) {
    List<String> names = new ArrayList<>();
    for (Class<?> type = endpointClass; type != null; type = type.getSuperclass()) {
      for (Annotation annotation : type.getDeclaredAnnotations()) {
        if (annotation.annotationType().getName().equals(ANNOTATION)) {
          for (Object property : (Object[]) value(annotation, "activationConfig")) {
            names.add((String) value((Annotation) property, "propertyName"));
          }
        }
      }
    }
    return names;
  }

  private static Object value(Annotation annotation, String element) {
    try {
      return annotation.annotationType().getMethod(element).invoke(annotation);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(annotation + " has no " + element, e);
    }
  }
}

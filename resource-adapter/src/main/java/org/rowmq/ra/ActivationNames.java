package org.rowmq.ra;

import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Names of activation properties that a bean carries and nobody knows. Servers keep these to
 * themselves (Payara logs a warning without a hint, and goes on), so they are read from the bean
 * class's own annotation and from {@code ejb-jar.xml}.
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

  /** What one might expect to set for a bean, and why there is nothing to set. */
  private static final Map<String, String> NOT_FOR_A_BEAN =
      Map.of(
          "fetchsize",
          "messages are read ahead once for all beans of a server that consume from a destination",
          "maxpollinterval",
          "pollInterval is set for the whole adapter, and does not grow",
          "messagegroupmode",
          "there are no message groups: maxSession=1 keeps the order of a destination");

  private ActivationNames() {}

  /** One sentence for each unknown name, with the nearest known one where there is one. */
  public static List<String> problems(Class<?> endpointClass) {
    Set<String> known = known();
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    names.addAll(written(endpointClass));
    names.addAll(EjbDescriptor.activationProperties(endpointClass));
    List<String> problems = new ArrayList<>();
    for (String name : names) {
      boolean isKnown = known.stream().anyMatch(name::equalsIgnoreCase);
      if (!isKnown && !OF_SERVERS.contains(name.toLowerCase(Locale.ROOT))) {
        problems.add(
            "activation property " + name + " is not known and has no effect" + hint(name, known));
      }
    }
    return problems;
  }

  private static String hint(String name, Set<String> known) {
    String reason = NOT_FOR_A_BEAN.get(name.toLowerCase(Locale.ROOT));
    if (reason != null) {
      return ": " + reason;
    }
    for (AdapterSetting setting : AdapterSetting.values()) {
      if (setting.property().equalsIgnoreCase(name)) {
        return ": " + setting.property() + " is set for the whole adapter, not for a bean";
      }
    }
    NearestName nearest = NearestName.of(name, known);
    return nearest.isLikely() ? ", did you mean " + nearest.name() + "?" : "";
  }

  /** The name that the bean's annotation gives it; empty where it gives none. */
  static String nameInAnnotation(Class<?> type) {
    for (Annotation annotation : type.getDeclaredAnnotations()) {
      if (annotation.annotationType().getName().equals(ANNOTATION)) {
        return (String) value(annotation, "name");
      }
    }
    return "";
  }

  /**
   * What a bean's annotation says in {@code mappedName}: the JNDI name of its destination, before
   * there was {@code destinationLookup}. Empty where it says nothing.
   */
  public static String mappedName(Class<?> endpointClass) {
    for (Class<?> type = endpointClass; type != null; type = type.getSuperclass()) {
      for (Annotation annotation : type.getDeclaredAnnotations()) {
        if (annotation.annotationType().getName().equals(ANNOTATION)) {
          return (String) value(annotation, "mappedName");
        }
      }
    }
    return "";
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

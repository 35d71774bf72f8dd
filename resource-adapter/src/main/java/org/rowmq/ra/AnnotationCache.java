package org.rowmq.ra;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What Hibernate remembers of annotation types, in a {@link ClassValue}: the values hang on the
 * types themselves, which are the server's and stay, and would keep the engine's class loader.
 */
final class AnnotationCache {
  static final String HOLDER = "org.hibernate.boot.model.internal.BinderHelper";

  private static final String FIELD = "annotationMetaCacheForRepeatableDialectOverride";
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");

  private AnnotationCache() {}

  /** Takes the values from the types again. */
  static void forget(Class<?> holder, Collection<Class<?>> annotations) {
    try {
      Field field = holder.getDeclaredField(FIELD);
      field.setAccessible(true);
      if (field.get(null) instanceof ClassValue<?> values) {
        annotations.forEach(values::remove);
      }
    } catch (ReflectiveOperationException | LinkageError e) {
      LOG.log(Level.FINE, "This Hibernate keeps no such cache", e);
    }
  }
}

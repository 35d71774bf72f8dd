package org.rowmq.console.page;

import jakarta.el.ELContext;
import jakarta.el.ELException;
import jakarta.el.ELResolver;
import jakarta.el.PropertyNotWritableException;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets pages read a component of a record as a property. Expression Language 6 can do that itself,
 * 5 cannot.
 */
public class RecordResolver extends ELResolver {
  // kept with the class, so that it goes when the adapter with the records is deployed anew
  private static final ClassValue<Map<String, RecordComponent>> COMPONENTS = new Components();

  @Override
  public Object getValue(ELContext context, Object base, Object property) {
    RecordComponent component = component(base, property);
    if (component == null) {
      return null;
    }
    context.setPropertyResolved(base, property);
    try {
      return component.getAccessor().invoke(base);
    } catch (ReflectiveOperationException e) {
      throw new ELException(e);
    }
  }

  @Override
  public Class<?> getType(ELContext context, Object base, Object property) {
    RecordComponent component = component(base, property);
    if (component == null) {
      return null;
    }
    context.setPropertyResolved(base, property);
    return null; // read only
  }

  @Override
  public void setValue(ELContext context, Object base, Object property, Object value) {
    if (component(base, property) != null) {
      throw new PropertyNotWritableException(property + " is a component of a record");
    }
  }

  @Override
  public boolean isReadOnly(ELContext context, Object base, Object property) {
    if (component(base, property) == null) {
      return false;
    }
    context.setPropertyResolved(base, property);
    return true;
  }

  @Override
  public Class<?> getCommonPropertyType(ELContext context, Object base) {
    return String.class;
  }

  private static RecordComponent component(Object base, Object property) {
    return base instanceof Record record && property instanceof String name
        ? COMPONENTS.get(record.getClass()).get(name)
        : null;
  }

  private static final class Components extends ClassValue<Map<String, RecordComponent>> {
    @Override
    protected Map<String, RecordComponent> computeValue(Class<?> type) {
      Map<String, RecordComponent> components = new ConcurrentHashMap<>();
      for (RecordComponent component : type.getRecordComponents()) {
        components.put(component.getName(), component);
      }
      return components;
    }
  }
}

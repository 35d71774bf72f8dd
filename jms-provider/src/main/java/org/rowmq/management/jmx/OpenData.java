package org.rowmq.management.jmx;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;

/**
 * The management records as open data, so that a client such as JConsole shows them without having
 * our classes. Enumerations become their names; times, which the records have as milliseconds in
 * components whose name ends with {@code At}, become text; lists become arrays.
 */
final class OpenData {
  private OpenData() {}

  /** One record. */
  static CompositeData of(Record data) {
    CompositeType type = type(data.getClass());
    RecordComponent[] components = data.getClass().getRecordComponents();
    String[] names = new String[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      names[i] = components[i].getName();
      values[i] = value(components[i], read(components[i], data));
    }
    try {
      return new CompositeDataSupport(type, names, values);
    } catch (OpenDataException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Records of one kind, in their order. */
  static CompositeData[] list(Collection<? extends Record> data) {
    return data.stream().map(OpenData::of).toArray(CompositeData[]::new);
  }

  private static Object read(RecordComponent component, Record data) {
    try {
      return component.getAccessor().invoke(data);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(component.toString(), e);
    }
  }

  private static Object value(RecordComponent component, Object value) {
    if (value == null) {
      return null;
    }
    if (isTime(component)) {
      long millis = (Long) value;
      return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    if (value instanceof Record record) {
      return of(record);
    }
    if (value instanceof Collection<?> list) {
      return elementIsRecord(component)
          ? list.stream().map(each -> of((Record) each)).toArray(CompositeData[]::new)
          : list.stream().map(String::valueOf).toArray(String[]::new);
    }
    return value;
  }

  private static CompositeType type(Class<?> record) {
    List<String> names = new ArrayList<>();
    List<OpenType<?>> types = new ArrayList<>();
    for (RecordComponent component : record.getRecordComponents()) {
      names.add(component.getName());
      types.add(type(component));
    }
    String[] all = names.toArray(String[]::new);
    try {
      return new CompositeType(
          record.getSimpleName(),
          record.getSimpleName(),
          all,
          all,
          types.toArray(OpenType<?>[]::new));
    } catch (OpenDataException e) {
      throw new IllegalStateException(e);
    }
  }

  private static OpenType<?> type(RecordComponent component) {
    Class<?> type = component.getType();
    try {
      if (type.isRecord()) {
        return type(type);
      }
      if (Collection.class.isAssignableFrom(type)) {
        OpenType<?> element =
            elementIsRecord(component) ? type((Class<?>) element(component)) : SimpleType.STRING;
        return new ArrayType<>(1, element);
      }
    } catch (OpenDataException e) {
      throw new IllegalStateException(e);
    }
    if (isTime(component) || type == String.class || type.isEnum()) {
      return SimpleType.STRING;
    }
    if (type == long.class) {
      return SimpleType.LONG;
    }
    if (type == int.class) {
      return SimpleType.INTEGER;
    }
    if (type == boolean.class) {
      return SimpleType.BOOLEAN;
    }
    if (type == double.class) {
      return SimpleType.DOUBLE;
    }
    throw new IllegalArgumentException(component + " has no open type");
  }

  private static boolean isTime(RecordComponent component) {
    String name = component.getName();
    return component.getType() == long.class && (name.endsWith("At") || name.equals("at"));
  }

  private static Type element(RecordComponent component) {
    return ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
  }

  private static boolean elementIsRecord(RecordComponent component) {
    return element(component) instanceof Class<?> element && element.isRecord();
  }
}

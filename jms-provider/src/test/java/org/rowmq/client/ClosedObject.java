package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Calls every method of an object that is closed. The methods are found by reflection, so that none
 * can be forgotten.
 */
final class ClosedObject {
  /** Methods that do not ask for anything that has been closed, or may be called twice. */
  private static final Set<String> NEVER_REFUSED =
      Set.of("close", "run", "getXAResource", "toString", "hashCode", "equals");

  private final Object object;
  private final Map<Class<?>, Object> arguments;

  private ClosedObject(Object object, Map<Class<?>, Object> arguments) {
    this.object = object;
    this.arguments = arguments;
  }

  /** For an object that has been closed, or belongs to something that has. */
  static ClosedObject of(Object object, Jms jms) throws JMSException {
    return new ClosedObject(object, arguments(jms));
  }

  /** As this, with another value wherever a destination is asked for. */
  ClosedObject with(Class<? extends Destination> type, Destination destination) {
    Map<Class<?>, Object> changed = new HashMap<>(arguments);
    changed.put(type, destination);
    return new ClosedObject(object, changed);
  }

  private static Map<Class<?>, Object> arguments(Jms jms) throws JMSException {
    Map<Class<?>, Object> values = new HashMap<>();
    values.put(boolean.class, false);
    values.put(int.class, Session.AUTO_ACKNOWLEDGE);
    values.put(long.class, 1L);
    values.put(byte.class, (byte) 1);
    values.put(short.class, (short) 1);
    values.put(float.class, 1f);
    values.put(double.class, 1d);
    values.put(Object.class, 1);
    values.put(String.class, "name");
    values.put(Class.class, String.class);
    values.put(byte[].class, new byte[0]);
    values.put(Map.class, Map.of());
    values.put(Serializable.class, 1);
    values.put(Destination.class, jms.queue());
    values.put(Queue.class, jms.queue());
    values.put(Topic.class, jms.topic());
    values.put(MessageListener.class, (MessageListener) message -> {});
    values.put(ExceptionListener.class, (ExceptionListener) problem -> {});
    values.put(
        ServerSessionPool.class,
        (ServerSessionPool)
            () -> {
              throw new JMSException("never asked");
            });
    values.put(
        CompletionListener.class,
        new CompletionListener() {
          @Override
          public void onCompletion(Message message) {}

          @Override
          public void onException(Message message, Exception exception) {}
        });
    try (Connection other = jms.factory().createConnection()) {
      values.put(Message.class, other.createSession().createTextMessage("never sent"));
    }
    return values;
  }

  /** A test for each method of these interfaces: it throws what is expected. */
  List<DynamicTest> refuses(Class<? extends Exception> expected, Class<?>... interfaces) {
    return refuses(method -> !NEVER_REFUSED.contains(method.getName()), expected, interfaces);
  }

  /** A test for each of some methods. */
  List<DynamicTest> refuses(
      Predicate<Method> which, Class<? extends Exception> expected, Class<?>... interfaces) {
    return tests(
        which,
        method ->
            assertThatThrownBy(() -> call(method))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isInstanceOf(expected),
        interfaces);
  }

  /** A test for each of some methods: it does not mind. */
  List<DynamicTest> allows(Predicate<Method> which, Class<?>... interfaces) {
    return tests(
        which, method -> assertThatCode(() -> call(method)).doesNotThrowAnyException(), interfaces);
  }

  private interface Check {
    void of(Method method);
  }

  private static List<DynamicTest> tests(
      Predicate<Method> which, Check check, Class<?>... interfaces) {
    List<DynamicTest> tests =
        Stream.of(interfaces)
            .flatMap(type -> Arrays.stream(type.getMethods()))
            .distinct()
            .filter(method -> !Modifier.isStatic(method.getModifiers()))
            .filter(which)
            .map(
                method ->
                    dynamicTest(
                        method.toGenericString().replaceAll("\\b[a-z]+\\.", ""),
                        () -> check.of(method)))
            .toList();
    assertThat(tests).as("methods to call").isNotEmpty();
    return tests;
  }

  private void call(Method method) throws ReflectiveOperationException {
    Object[] values =
        Arrays.stream(method.getParameterTypes()).map(type -> argument(method, type)).toArray();
    method.invoke(object, values);
  }

  private Object argument(Method method, Class<?> type) {
    assertThat(arguments).as("argument of %s", method).containsKey(type);
    return method.getName().equals("setDeliveryMode")
        ? (Object) DeliveryMode.PERSISTENT
        : arguments.get(type);
  }
}

package org.rowmq.management.jmx;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ReflectionException;
import javax.management.StandardMBean;
import org.rowmq.management.ManagementException;

/**
 * An MBean with the descriptions of its interface. It is no MXBean only because these make beans of
 * composite data themselves; what it takes and gives is open data all the same. A refusal reaches
 * the client as an exception of the JDK, for a client has no other classes.
 */
final class DescribedBean extends StandardMBean {
  private final Class<?> type;

  <T> DescribedBean(T implementation, Class<T> type) {
    super(implementation, type, false);
    this.type = type;
  }

  @Override
  public Object invoke(String actionName, Object[] params, String[] signature)
      throws MBeanException, ReflectionException {
    try {
      return super.invoke(actionName, params, signature);
    } catch (ManagementException e) {
      throw known(e);
    }
  }

  @Override
  public Object getAttribute(String attribute)
      throws AttributeNotFoundException, MBeanException, ReflectionException {
    try {
      return super.getAttribute(attribute);
    } catch (ManagementException e) {
      throw known(e);
    }
  }

  /** Without the cause: to read it, a client would need our classes. */
  private static RuntimeException known(ManagementException refusal) {
    String message = refusal.getMessage();
    return switch (refusal.kind()) {
      case INVALID -> new IllegalArgumentException(message);
      case FORBIDDEN -> new SecurityException(message);
      case NOT_FOUND, CONFLICT, UNAVAILABLE -> new IllegalStateException(message);
    };
  }

  @Override
  protected String getDescription(MBeanInfo info) {
    return type.getAnnotation(Described.class).value();
  }

  @Override
  protected String getDescription(MBeanAttributeInfo info) {
    return method((info.isIs() ? "is" : "get") + info.getName())
        .map(method -> method.getAnnotation(Described.class).value())
        .orElseGet(() -> super.getDescription(info));
  }

  @Override
  protected String getDescription(MBeanOperationInfo info) {
    return method(info.getName())
        .map(method -> method.getAnnotation(Described.class).value())
        .orElseGet(() -> super.getDescription(info));
  }

  @Override
  protected String getParameterName(
      MBeanOperationInfo info, MBeanParameterInfo parameter, int sequence) {
    return parameter(info, sequence)
        .orElseGet(() -> super.getParameterName(info, parameter, sequence));
  }

  @Override
  protected String getDescription(
      MBeanOperationInfo info, MBeanParameterInfo parameter, int sequence) {
    return parameter(info, sequence)
        .orElseGet(() -> super.getDescription(info, parameter, sequence));
  }

  private Optional<String> parameter(MBeanOperationInfo info, int sequence) {
    return method(info.getName())
        .map(method -> method.getParameters()[sequence].getAnnotation(Described.class).value());
  }

  @Override
  protected int getImpact(MBeanOperationInfo info) {
    return Reading.NAMES.contains(info.getName())
        ? MBeanOperationInfo.INFO
        : MBeanOperationInfo.ACTION;
  }

  /** No operation is overloaded. */
  private Optional<Method> method(String name) {
    return Arrays.stream(type.getMethods()).filter(m -> m.getName().equals(name)).findFirst();
  }
}

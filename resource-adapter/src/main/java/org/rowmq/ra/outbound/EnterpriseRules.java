package org.rowmq.ra.outbound;

import jakarta.jms.CompletionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueSender;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSubscriber;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import org.rowmq.client.ClientContext;
import org.rowmq.client.ClientSession;

/**
 * What an application must not call in a web or EJB container (specification 12.2), as one table in
 * front of the objects of the client package: everything else goes through, and what comes back is
 * restricted likewise.
 */
final class EnterpriseRules implements InvocationHandler {
  private static final String NO_LISTENER = "use a message-driven bean, or receive";

  /** Method to remedy. */
  private static final Map<String, String> SESSION =
      Map.of(
          "setMessageListener", NO_LISTENER, "getMessageListener", NO_LISTENER, "run", NO_LISTENER);

  private static final Map<String, String> CONSUMER =
      Map.of("setMessageListener", NO_LISTENER, "getMessageListener", NO_LISTENER);

  private static final Map<String, String> CONTEXT =
      Map.of(
          "createContext", "inject or create another context from the connection factory",
          "setClientID", "set clientId on the connection factory",
          "setExceptionListener", "failures are thrown by the calls they concern",
          "stop", "close the context instead");

  private static final String NO_ASYNC = "send without a completion listener";
  private static final Map<String, String> PRODUCER = Map.of();
  private static final Map<String, String> CONTEXT_PRODUCER = Map.of("setAsync", NO_ASYNC);

  private final Object target;
  private final Map<String, String> forbidden;
  private final boolean simplified;
  private final Runnable onClose;

  private EnterpriseRules(
      Object target, Map<String, String> forbidden, boolean simplified, Runnable onClose) {
    this.target = target;
    this.forbidden = forbidden;
    this.simplified = simplified;
    this.onClose = onClose;
  }

  /**
   * A restricted session.
   *
   * @param onClose runs after the session has been closed
   */
  static ManagedSession restrict(ClientSession session, Runnable onClose) {
    return proxy(ManagedSession.class, new EnterpriseRules(session, SESSION, false, onClose));
  }

  /**
   * A restricted context.
   *
   * @param onClose runs after the context has been closed
   */
  static JMSContext restrict(ClientContext context, Runnable onClose) {
    return proxy(JMSContext.class, new EnterpriseRules(context, CONTEXT, true, onClose));
  }

  static IllegalStateException notAllowed(String method, String remedy) {
    return new IllegalStateException(text(method, remedy), "NOT_ALLOWED");
  }

  private static String text(String method, String remedy) {
    return method + " is not allowed in an application server (specification 12.2): " + remedy;
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    String name = method.getName();
    if (method.getDeclaringClass() == Object.class) {
      return switch (name) {
        case "equals" -> proxy == arguments[0];
        case "hashCode" -> System.identityHashCode(proxy);
        default -> target.toString();
      };
    }
    refuse(method, arguments);
    Object result;
    try {
      result = method(method).invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (onClose != null && name.equals("close")) {
      onClose.run();
    }
    return result == target ? proxy : restricted(result);
  }

  /** {@link ManagedSession} unites two interfaces; its methods are declared by those. */
  private Method method(Method called) throws NoSuchMethodException {
    return called.getDeclaringClass().isInstance(target)
        ? called
        : target.getClass().getMethod(called.getName(), called.getParameterTypes());
  }

  private void refuse(Method method, Object[] arguments) throws IllegalStateException {
    String remedy = forbidden.get(method.getName());
    if (remedy == null && isAsyncSend(method)) {
      remedy = NO_ASYNC;
    }
    if (remedy == null) {
      return;
    }
    if (method.getName().equals("setAsync") && arguments[0] == null) {
      return;
    }
    if (method.getName().equals("createContext")) {
      throw new JMSRuntimeException(text("createContext", remedy), "ONE_SESSION");
    }
    if (simplified || method.getName().equals("run")) {
      throw new IllegalStateRuntimeException(text(method.getName(), remedy), "NOT_ALLOWED");
    }
    throw notAllowed(method.getName(), remedy);
  }

  private static boolean isAsyncSend(Method method) {
    return method.getName().equals("send")
        && Arrays.asList(method.getParameterTypes()).contains(CompletionListener.class);
  }

  private static Object restricted(Object result) {
    if (result instanceof MessageConsumer) {
      return proxy(
          new EnterpriseRules(result, CONSUMER, false, null),
          QueueReceiver.class,
          TopicSubscriber.class);
    }
    if (result instanceof MessageProducer) {
      return proxy(
          new EnterpriseRules(result, PRODUCER, false, null),
          QueueSender.class,
          TopicPublisher.class);
    }
    if (result instanceof JMSConsumer) {
      return proxy(JMSConsumer.class, new EnterpriseRules(result, CONSUMER, true, null));
    }
    if (result instanceof JMSProducer) {
      return proxy(JMSProducer.class, new EnterpriseRules(result, CONTEXT_PRODUCER, true, null));
    }
    return result;
  }

  private static <T> T proxy(Class<T> type, EnterpriseRules rules) {
    return type.cast(proxy(rules, type));
  }

  private static Object proxy(EnterpriseRules rules, Class<?>... types) {
    return Proxy.newProxyInstance(EnterpriseRules.class.getClassLoader(), types, rules);
  }
}

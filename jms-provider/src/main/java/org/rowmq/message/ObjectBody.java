package org.rowmq.message;

import jakarta.jms.MessageFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.reflect.Proxy;

/** Java serialisation for ObjectMessage: the only place where anything is deserialised. */
final class ObjectBody {

  /** Enough for real object graphs; a thread's stack holds several times as many levels. */
  private static final int MAX_DEPTH = 500;

  /** A hash table is at most this much larger than the entries that fill it. */
  private static final int ARRAY_ELEMENTS_PER_BYTE = 16;

  private static final int MIN_ARRAY_LIMIT = 1024;

  private ObjectBody() {}

  static byte[] serialise(Serializable object) throws MessageFormatException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw failure(
          "An object of " + object.getClass().getName() + " cannot be serialised: " + e, e);
    }
    return bytes.toByteArray();
  }

  /**
   * The object.
   *
   * @param allowList what the bytes may hold, or null if the application made them itself
   */
  static Serializable deserialise(byte[] bytes, ObjectAllowList allowList)
      throws MessageFormatException {
    AllowListFilter filter =
        allowList == null ? null : new AllowListFilter(allowList, bytes.length);
    try (ContextObjectInputStream in = new ContextObjectInputStream(bytes)) {
      if (filter != null) {
        in.setObjectInputFilter(filter);
      }
      return (Serializable) in.readObject();
    } catch (IOException
        | ClassNotFoundException
        | RuntimeException
        | LinkageError
        | StackOverflowError e) {
      String reason = filter == null || filter.refusal == null ? e.toString() : filter.refusal;
      throw failure("The body of this ObjectMessage cannot be deserialised: " + reason, e);
    }
  }

  private static MessageFormatException failure(String text, Throwable cause) {
    MessageFormatException failure = new MessageFormatException(text);
    failure.initCause(cause);
    if (cause instanceof Exception exception) {
      failure.setLinkedException(exception);
    }
    return failure;
  }

  /** Refuses classes that are not allowed, and what only an attack needs. Remembers why. */
  private static final class AllowListFilter implements ObjectInputFilter {

    private final ObjectAllowList allowList;
    private final long maxArrayLength;
    private String refusal;

    AllowListFilter(ObjectAllowList allowList, int bodyLength) {
      this.allowList = allowList;
      this.maxArrayLength = Math.max(MIN_ARRAY_LIMIT, (long) bodyLength * ARRAY_ELEMENTS_PER_BYTE);
    }

    @Override
    public Status checkInput(FilterInfo info) {
      if (info.depth() > MAX_DEPTH) {
        return refuse("its objects are nested more than " + MAX_DEPTH + " deep");
      }
      if (info.arrayLength() > maxArrayLength) {
        return refuse(
            "it claims an array of "
                + info.arrayLength()
                + " elements, more than its bytes can hold");
      }
      Class<?> type = info.serialClass();
      if (type != null && !allowList.allows(type)) {
        return refuse(
            "class "
                + type.getName()
                + " is not allowed. If it is safe to deserialise, add it to the setting "
                + ObjectAllowList.SETTING);
      }
      return Status.ALLOWED;
    }

    private Status refuse(String reason) {
      if (refusal == null) {
        refusal = reason;
      }
      return Status.REJECTED;
    }
  }

  /** Finds classes where the application has them: its context class loader. */
  private static final class ContextObjectInputStream extends ObjectInputStream {

    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

    ContextObjectInputStream(byte[] bytes) throws IOException {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      if (loader != null) {
        try {
          return Class.forName(description.getName(), false, loader);
        } catch (ClassNotFoundException notThere) {
          // primitive types, and classes only our own loader sees
          return super.resolveClass(description);
        }
      }
      return super.resolveClass(description);
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces)
        throws IOException, ClassNotFoundException {
      if (loader == null) {
        return super.resolveProxyClass(interfaces);
      }
      Class<?>[] types = new Class<?>[interfaces.length];
      for (int i = 0; i < interfaces.length; i++) {
        types[i] = Class.forName(interfaces[i], false, loader);
      }
      return proxyClass(types);
    }

    // only the class is needed: ObjectInputStream makes the instance, after the filter has seen the
    // class
    @SuppressWarnings("deprecation")
    private Class<?> proxyClass(Class<?>[] interfaces) throws ClassNotFoundException {
      try {
        return Proxy.getProxyClass(loader, interfaces);
      } catch (IllegalArgumentException e) {
        throw new ClassNotFoundException("proxy class", e);
      }
    }
  }
}

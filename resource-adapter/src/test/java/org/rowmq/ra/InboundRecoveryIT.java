package org.rowmq.ra;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code getXAResources} of the adapter out of the built RAR: how a server by the book learns what
 * was prepared before it went down. (Payara does not use the answer: decision 053.)
 */
class InboundRecoveryIT {
  private static final byte[] ID = {1, 2, 3};

  @TempDir Path directory;
  private Path adapterJar;

  /** A branch of the test's own. */
  private record Branch() implements Xid {
    @Override
    public int getFormatId() {
      return 4711;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return ID;
    }

    @Override
    public byte[] getBranchQualifier() {
      return ID;
    }
  }

  @BeforeEach
  void unpack() throws Exception {
    adapterJar = BareServer.unpackAdapter(directory);
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void whatWasPreparedIsFoundAndEndedByTheResourceOfTheActivationsAfterARestart() throws Exception {
    try (Server server = new Server()) {
      Object managed = server.managedConnection();
      XAResource resource = (XAResource) call(managed, "getXAResource");
      resource.start(new Branch(), XAResource.TMNOFLAGS);
      Object connection = call(managed, "getConnection", null, null);
      Object session = call(connection, "createSession");
      Object queue = call(session, "createQueue", "prepared");
      Object producer = call(session, "createProducer", queue);
      call(producer, "send", call(session, "createTextMessage", "kept"));
      call(connection, "close");
      resource.end(new Branch(), XAResource.TMSUCCESS);
      assertThat(resource.prepare(new Branch())).isEqualTo(XAResource.XA_OK);
    }

    try (Server server = new Server()) {
      assertThat(server.resources(0)).isEmpty();
      XAResource resource = server.resources(2)[0];
      Xid[] prepared = resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
      assertThat(prepared).hasSize(1);
      assertThat(prepared[0].getGlobalTransactionId()).isEqualTo(ID);
      resource.commit(prepared[0], false);
      assertThat(resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN)).isEmpty();

      Object connection = call(server.managedConnection(), "getConnection", null, null);
      Object session = call(connection, "createSession");
      Object queue = call(session, "createQueue", "prepared");
      Object consumer = call(session, "createConsumer", queue);
      call(connection, "start");
      assertThat(call(call(consumer, "receive", 10_000L), "getText")).isEqualTo("kept");
      call(connection, "close");
    }
  }

  /** The adapter, started. */
  private final class Server implements AutoCloseable {
    private final URLClassLoader apis = BareServer.apis();
    private final URLClassLoader visible =
        new URLClassLoader(new URL[] {adapterJar.toUri().toURL()}, apis);
    private final Object adapter = create("RowmqResourceAdapter");

    Server() throws Exception {
      Class<?> type = adapter.getClass();
      type.getMethod("setDataDirectory", String.class)
          .invoke(adapter, directory.resolve("data").toString());
      type.getMethod("setStartTimeout", Long.class).invoke(adapter, TimeUnit.MINUTES.toMillis(1));
      type.getMethod("start", apis.loadClass(BootstrapContext.class.getName()))
          .invoke(adapter, BareServer.bootstrap(apis));
    }

    private Object create(String name) throws ReflectiveOperationException {
      return visible.loadClass("org.rowmq.ra." + name).getDeclaredConstructor().newInstance();
    }

    Object managedConnection() throws ReflectiveOperationException {
      Object factory = create("RowmqManagedConnectionFactory");
      factory
          .getClass()
          .getMethod("setResourceAdapter", apis.loadClass(ResourceAdapter.class.getName()))
          .invoke(factory, adapter);
      return call(factory, "createManagedConnection", null, null);
    }

    /** For so many activations. */
    XAResource[] resources(int activations) throws ReflectiveOperationException {
      Class<?> type = apis.loadClass(ActivationSpec.class.getName());
      Object specs = Array.newInstance(type, activations);
      for (int i = 0; i < activations; i++) {
        Array.set(specs, i, create("RowmqActivationSpec"));
      }
      return (XAResource[]) call(adapter, "getXAResources", specs);
    }

    @Override
    public void close() throws Exception {
      adapter.getClass().getMethod("stop").invoke(adapter);
      visible.close();
      apis.close();
    }
  }

  /** Calls a method of an interface that the object has. */
  private static Object call(Object target, String name, Object... arguments)
      throws ReflectiveOperationException {
    for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
      for (Class<?> each : type.getInterfaces()) {
        for (Method method : each.getMethods()) {
          if (method.getName().equals(name) && fits(method, arguments)) {
            return method.invoke(target, arguments);
          }
        }
      }
    }
    throw new NoSuchMethodException(target.getClass() + " " + name + Arrays.toString(arguments));
  }

  private static boolean fits(Method method, Object... arguments) {
    Class<?>[] types = method.getParameterTypes();
    if (types.length != arguments.length) {
      return false;
    }
    for (int i = 0; i < types.length; i++) {
      if (arguments[i] != null && !types[i].isPrimitive() && !types[i].isInstance(arguments[i])) {
        return false;
      }
    }
    return true;
  }
}

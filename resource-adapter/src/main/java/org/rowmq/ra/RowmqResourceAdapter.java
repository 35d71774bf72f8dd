package org.rowmq.ra;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAllocationException;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.transaction.xa.XAResource;
import org.rowmq.management.ManagementRegistry;

/**
 * The resource adapter bean. Its properties are {@link AdapterSetting}s; see {@code
 * docs/configuration.md}.
 *
 * <p>Whatever is wrong with the configuration or the database, {@link #start} returns: the server
 * goes on, and who wants a connection is told why there is none.
 */
public class RowmqResourceAdapter extends AdapterProperties implements ResourceAdapter {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");

  private transient volatile AdapterConfiguration configuration;
  private transient volatile PrivateClassLoader loader;
  private transient volatile AdapterEngine engine;
  private transient volatile ResourceException failure;

  @Override
  public void start(BootstrapContext context) {
    failure = null;
    try {
      configuration = resolve();
      loader =
          PrivateClassLoader.open(
              RowmqResourceAdapter.class.getClassLoader(), temporaryDirectory());
      AdapterEngine made = newEngine(loader);
      withContextLoader(loader, () -> made.start(configuration, context));
      engine = made;
    } catch (ResourceException
        | IOException
        | ReflectiveOperationException
        | RuntimeException
        | LinkageError e) {
      fail(e);
    }
  }

  private void fail(Throwable cause) {
    String message = "RowMQ is not started: " + messageOf(cause);
    LOG.log(Level.SEVERE, message, cause instanceof InvalidPropertyException ? null : cause);
    ManagementRegistry.report(message);
    failure = new ResourceAllocationException(message, cause);
    closeLoader();
  }

  private static String messageOf(Throwable cause) {
    if (cause instanceof IOException) {
      return "cannot unpack its libraries to "
          + temporaryDirectory()
          + " ("
          + cause
          + "): set java.io.tmpdir to a directory that this user may write to, with 50 MB free";
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private static Path temporaryDirectory() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  private static AdapterEngine newEngine(ClassLoader loader) throws ReflectiveOperationException {
    return (AdapterEngine)
        Class.forName(AdapterEngine.CLASS_NAME, true, loader)
            .getDeclaredConstructor()
            .newInstance();
  }

  private AdapterConfiguration resolve() throws InvalidPropertyException {
    return AdapterConfiguration.resolve(settings(), System.getProperties(), System.getenv());
  }

  @Override
  public void stop() {
    AdapterEngine running = engine;
    engine = null;
    if (running != null) {
      try {
        withContextLoader(loader, running::stop);
      } catch (ResourceException | RuntimeException e) {
        LOG.log(Level.WARNING, "RowMQ did not stop cleanly", e);
      }
    }
    ManagementRegistry.report(null);
    closeLoader();
  }

  private void closeLoader() {
    PrivateClassLoader open = loader;
    loader = null;
    if (open != null) {
      LastRecord.displace();
      try {
        open.close();
      } catch (IOException e) {
        LOG.log(Level.FINE, "Closing the private class loader", e);
      }
    }
  }

  private interface Action {
    void run() throws ResourceException;
  }

  /**
   * Libraries find their parts through the thread's context class loader; threads they start
   * inherit it.
   */
  private static void withContextLoader(ClassLoader loader, Action action)
      throws ResourceException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      action.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /**
   * The running engine.
   *
   * @throws ResourceException saying why there is none
   */
  AdapterEngine engine() throws ResourceException {
    AdapterEngine running = engine;
    if (running != null) {
      return running;
    }
    ResourceException why = failure;
    if (why != null) {
      throw new ResourceAllocationException(why.getMessage(), why);
    }
    throw new ResourceAllocationException(
        "RowMQ's resource adapter is not started: deploy or enable rowmq.rar first");
  }

  /**
   * What the server has to do in a transaction for connections in this mode ({@code null}: the
   * adapter's).
   */
  TransactionSupportLevel transactionSupport(String mode) {
    AdapterConfiguration known = configuration;
    String effective = mode;
    boolean sharesDatabase = settings().get(AdapterSetting.DATA_SOURCE_LOOKUP) != null;
    if (known != null) {
      sharesDatabase = known.has(AdapterSetting.DATA_SOURCE_LOOKUP);
      if (effective == null) {
        effective = known.text(AdapterSetting.TRANSACTION_MODE);
      }
    }
    if (effective == null || effective.equals("auto")) {
      effective = sharesDatabase ? "container" : "xa";
    }
    return switch (effective) {
      case "xa" -> TransactionSupportLevel.XATransaction;
      case "local" -> TransactionSupportLevel.LocalTransaction;
      default -> TransactionSupportLevel.NoTransaction;
    };
  }

  @Override
  public void endpointActivation(MessageEndpointFactory endpoints, ActivationSpec spec)
      throws ResourceException {
    RowmqActivationSpec ours = ours(spec);
    AdapterEngine running = engine;
    if (running == null && failure != null) {
      LOG.severe(
          () ->
              "Endpoint "
                  + endpoints.getActivationName()
                  + " gets no messages: "
                  + failure.getMessage());
      return;
    }
    engine().activate(endpoints, ours);
  }

  @Override
  public void endpointDeactivation(MessageEndpointFactory endpoints, ActivationSpec spec) {
    AdapterEngine running = engine;
    if (running != null && spec instanceof RowmqActivationSpec ours) {
      running.deactivate(endpoints, ours);
    }
  }

  private RowmqActivationSpec ours(ActivationSpec spec) throws ResourceException {
    if (!(spec instanceof RowmqActivationSpec ours)) {
      throw new NotSupportedException(
          "Activation with " + spec.getClass().getName() + ", which is not RowMQ's");
    }
    if (ours.getResourceAdapter() != this) {
      throw new InvalidPropertyException("The activation belongs to another resource adapter");
    }
    return ours;
  }

  @Override
  public XAResource[] getXAResources(ActivationSpec[] specs) throws ResourceException {
    // every activation uses the same database, so one resource recovers for all
    return specs == null || specs.length == 0 ? new XAResource[0] : engine().recoveryResources();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowmqResourceAdapter that && settings().equals(that.settings());
  }

  @Override
  public int hashCode() {
    return settings().hashCode();
  }

  @Override
  public String toString() {
    AdapterConfiguration known = configuration;
    return "RowMQ resource adapter" + (known == null ? "" : " " + known);
  }
}

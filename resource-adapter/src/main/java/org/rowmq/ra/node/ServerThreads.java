package org.rowmq.ra.node;

import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.AccessController;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.sql.Connection;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Calls after which the server, or a library of its, may have a new thread that outlives the
 * adapter. A new thread inherits the context class loader of its creator, and (before Java 24) the
 * protection domains of all code on its stack; either would keep an undeployed adapter in memory
 * for as long as that thread lives. So these calls are made where both are not the adapter's:
 * privileged, from classes whose protection domain names no loader ({@code PrivateClassLoader}).
 */
@SuppressWarnings("removal") // of no effect where it is gone, and then not needed
public final class ServerThreads {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");
  private static final String EXCEPTIONS_OF_H2 = "org.h2.message.DbException";
  private static final int GENERAL_ERROR = 50_000;
  private static final String ENDING_THREAD_OF_H2 = "org.h2.engine.OnExitDatabaseCloser";

  private ServerThreads() {}

  /**
   * Has the server run something on a thread of its own.
   *
   * @throws WorkException when there is none
   */
  public static void schedule(WorkManager workManager, Work work) throws WorkException {
    try {
      AccessController.doPrivileged(
          (PrivilegedExceptionAction<Void>)
              () -> {
                workManager.scheduleWork(work);
                return null;
              });
    } catch (PrivilegedActionException e) {
      if (e.getException() instanceof WorkException refused) {
        throw refused;
      }
      throw new IllegalStateException(e.getException());
    }
  }

  /**
   * H2, which may be the server's and outlive us, makes a thread for the end of the JVM when it is
   * first used, and an exception whose stack trace it keeps for ever, with all classes in it.
   */
  public static void initializeH2() {
    ClassLoader ours = ServerThreads.class.getClassLoader();
    try {
      Class<?> exceptions = Class.forName(EXCEPTIONS_OF_H2, false, ours);
      ClassLoader ofH2 = exceptions.getClassLoader();
      withContextLoader(ofH2, () -> callOnBareStack(exceptions));
      withContextLoader(ofH2, () -> Class.forName(ENDING_THREAD_OF_H2, true, ofH2));
    } catch (Exception | LinkageError e) {
      LOG.log(Level.FINE, "This H2 works otherwise, or there is none", e);
    }
  }

  /** Makes and forgets an exception of H2's on a thread that runs nothing but the JDK's classes. */
  private static void callOnBareStack(Class<?> exceptions) throws Exception {
    MethodHandle make =
        MethodHandles.publicLookup()
            .findStatic(exceptions, "get", MethodType.methodType(exceptions, int.class));
    MethodHandle task =
        MethodHandles.insertArguments(make, 0, GENERAL_ERROR)
            .asType(MethodType.methodType(void.class));
    Thread thread =
        new Thread(
            MethodHandleProxies.asInterfaceInstance(Runnable.class, task), "rowmq-h2-initializer");
    thread.start();
    thread.join();
  }

  /** Opens a database that the server's pool may be the first to use. */
  public static void initialize(DataSource pool) {
    try {
      withContextLoader(
          pool.getClass().getClassLoader(),
          () -> {
            try (Connection first = pool.getConnection()) {
              LOG.log(Level.FINE, "{0} answers", first);
            }
          });
    } catch (Exception e) {
      LOG.log(Level.FINE, "The data source does not answer yet", e);
    }
  }

  private interface Action {
    void run() throws Exception;
  }

  private static void withContextLoader(ClassLoader loader, Action action) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      AccessController.doPrivileged(
          (PrivilegedExceptionAction<Void>)
              () -> {
                action.run();
                return null;
              });
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}

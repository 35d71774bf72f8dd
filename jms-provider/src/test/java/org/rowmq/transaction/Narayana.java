package org.rowmq.transaction;

import com.arjuna.ats.arjuna.common.CoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.CoreEnvironmentBeanException;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import org.rowmq.testing.Directories;

/**
 * A transaction manager in this JVM. It takes its log's directory once, when it is first used; so
 * all classes of tests share it.
 */
public final class Narayana {
  static final String NODE = "1";

  private static final TransactionManager MANAGER = start();

  private Narayana() {}

  public static TransactionManager manager() {
    return MANAGER;
  }

  private static TransactionManager start() {
    Path log = Directories.fresh("narayana");
    for (String store : new String[] {"default", "stateStore", "communicationStore"}) {
      BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store)
          .setObjectStoreDir(log.toString());
    }
    try {
      BeanPopulator.getDefaultInstance(CoreEnvironmentBean.class).setNodeIdentifier(NODE);
    } catch (CoreEnvironmentBeanException e) {
      throw new IllegalStateException(e);
    }
    return com.arjuna.ats.jta.TransactionManager.transactionManager();
  }
}

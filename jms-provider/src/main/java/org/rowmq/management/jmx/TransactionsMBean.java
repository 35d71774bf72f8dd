package org.rowmq.management.jmx;

import javax.management.openmbean.CompositeData;

/** Transactions that wait for their transaction manager. */
@Described("Transactions that are prepared and wait for their transaction manager, on all nodes")
public interface TransactionsMBean {

  @Described("Prepared transactions, oldest first")
  CompositeData[] getPrepared();

  @Described("Commits one in place of its transaction manager, which will find it gone")
  void commit(@Described("xid") String xid, @Described("reason") String reason);

  @Described("Rolls one back in place of its transaction manager, which will find it gone")
  void rollback(@Described("xid") String xid, @Described("reason") String reason);
}

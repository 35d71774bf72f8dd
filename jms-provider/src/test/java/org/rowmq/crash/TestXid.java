package org.rowmq.crash;

import java.nio.charset.StandardCharsets;
import javax.transaction.xa.Xid;

/** A branch of the harness's own transaction manager; the transaction's name is its identifier. */
record TestXid(String transaction) implements Xid {
  private static final int FORMAT = 0x524f57;

  static String nameOf(Xid xid) {
    return new String(xid.getGlobalTransactionId(), StandardCharsets.UTF_8);
  }

  @Override
  public int getFormatId() {
    return FORMAT;
  }

  @Override
  public byte[] getGlobalTransactionId() {
    return transaction.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] getBranchQualifier() {
    return new byte[] {1};
  }
}

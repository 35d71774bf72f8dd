package org.rowmq.store.jpa;

import java.util.Arrays;
import java.util.HexFormat;
import javax.transaction.xa.Xid;

/** A transaction identifier read from a row. */
final class StoredXid implements Xid {
  private final int formatId;
  private final byte[] globalId;
  private final byte[] branchQualifier;

  StoredXid(int formatId, byte[] globalId, byte[] branchQualifier) {
    this.formatId = formatId;
    this.globalId = globalId.clone();
    this.branchQualifier = branchQualifier.clone();
  }

  @Override
  public int getFormatId() {
    return formatId;
  }

  @Override
  public byte[] getGlobalTransactionId() {
    return globalId.clone();
  }

  @Override
  public byte[] getBranchQualifier() {
    return branchQualifier.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoredXid xid
        && xid.formatId == formatId
        && Arrays.equals(xid.globalId, globalId)
        && Arrays.equals(xid.branchQualifier, branchQualifier);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(globalId) + Arrays.hashCode(branchQualifier);
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return formatId + ":" + hex.formatHex(globalId) + ":" + hex.formatHex(branchQualifier);
  }
}

package org.rowmq.transaction;

import java.util.Arrays;
import java.util.HexFormat;
import javax.transaction.xa.Xid;

/** A transaction identifier with value equality, and itself an {@link Xid}. Immutable. */
public final class XidKey implements Xid {
  private final int formatId;
  private final byte[] globalTransactionId;
  private final byte[] branchQualifier;

  private XidKey(int formatId, byte[] globalTransactionId, byte[] branchQualifier) {
    this.formatId = formatId;
    this.globalTransactionId = globalTransactionId;
    this.branchQualifier = branchQualifier;
  }

  /** A copy of any transaction identifier. */
  public static XidKey of(Xid xid) {
    return xid instanceof XidKey key
        ? key
        : new XidKey(
            xid.getFormatId(),
            xid.getGlobalTransactionId().clone(),
            xid.getBranchQualifier().clone());
  }

  @Override
  public int getFormatId() {
    return formatId;
  }

  @Override
  public byte[] getGlobalTransactionId() {
    return globalTransactionId.clone();
  }

  @Override
  public byte[] getBranchQualifier() {
    return branchQualifier.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof XidKey that
        && formatId == that.formatId
        && Arrays.equals(globalTransactionId, that.globalTransactionId)
        && Arrays.equals(branchQualifier, that.branchQualifier);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * formatId + Arrays.hashCode(globalTransactionId))
        + Arrays.hashCode(branchQualifier);
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return Integer.toHexString(formatId)
        + ":"
        + hex.formatHex(globalTransactionId)
        + ":"
        + hex.formatHex(branchQualifier);
  }
}

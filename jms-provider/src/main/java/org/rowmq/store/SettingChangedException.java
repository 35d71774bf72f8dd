package org.rowmq.store;

/** Somebody else has changed a setting meanwhile; nothing of the change happened. */
public class SettingChangedException extends StoreException {
  public SettingChangedException(String message) {
    super(message);
  }

  public SettingChangedException(String message, Throwable cause) {
    super(message, cause);
  }
}

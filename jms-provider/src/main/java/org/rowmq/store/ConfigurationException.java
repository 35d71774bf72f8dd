package org.rowmq.store;

/** A setting is wrong: the message names the setting, its value and the remedy. */
public class ConfigurationException extends StoreException {
  public ConfigurationException(String message) {
    super(message);
  }

  public ConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}

package org.rowmq.jndi;

import java.util.Collections;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;
import org.rowmq.client.RowmqConnectionFactory;

/** Makes connection factories of the references they give of themselves. Stateless. */
public final class ConnectionFactoryObjectFactory implements ObjectFactory {
  /** For JNDI. */
  public ConnectionFactoryObjectFactory() {}

  /** The factory, or null if the reference is to something else, so that JNDI asks others. */
  @Override
  public Object getObjectInstance(
      Object object, Name name, Context context, Hashtable<?, ?> environment) {
    if (!(object instanceof Reference reference)
        || !RowmqConnectionFactory.class.getName().equals(reference.getClassName())) {
      return null;
    }
    Map<String, String> settings = new LinkedHashMap<>();
    for (RefAddr address : Collections.list(reference.getAll())) {
      settings.put(address.getType(), (String) address.getContent());
    }
    return RowmqConnectionFactory.ofPortable(settings);
  }
}

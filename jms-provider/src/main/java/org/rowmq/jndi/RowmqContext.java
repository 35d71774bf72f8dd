package org.rowmq.jndi;

import java.util.Hashtable;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import javax.naming.Binding;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NameAlreadyBoundException;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NameParser;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.OperationNotSupportedException;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTopic;

/**
 * Names in this program's memory; a name with slashes is one name. What is bound here is not seen
 * by other programs. Thread-safe.
 */
// it is an implementation of JNDI, of objects in memory: nothing is deserialised
@SuppressWarnings("BanJNDI")
final class RowmqContext implements Context {
  private static final String DYNAMIC_QUEUES = "dynamicQueues/";
  private static final String DYNAMIC_TOPICS = "dynamicTopics/";

  private final Map<String, Object> bindings = new ConcurrentSkipListMap<>();
  private final Hashtable<Object, Object> environment = new Hashtable<>();

  RowmqContext(Map<String, Object> bindings, Hashtable<?, ?> environment) {
    this.bindings.putAll(bindings);
    this.environment.putAll(environment);
  }

  @Override
  public Object lookup(String name) throws NamingException {
    if (name.isEmpty()) {
      return new RowmqContext(bindings, environment);
    }
    Object bound = bindings.get(name);
    if (bound != null) {
      return bound;
    }
    try {
      if (name.startsWith(DYNAMIC_QUEUES)) {
        return new RowmqQueue(name.substring(DYNAMIC_QUEUES.length()));
      }
      if (name.startsWith(DYNAMIC_TOPICS)) {
        return new RowmqTopic(name.substring(DYNAMIC_TOPICS.length()));
      }
    } catch (IllegalArgumentException e) {
      throw new javax.naming.InvalidNameException(e.getMessage());
    }
    throw new NameNotFoundException(
        name + " is not bound; there are " + String.join(", ", bindings.keySet()));
  }

  @Override
  public Object lookup(Name name) throws NamingException {
    return lookup(name.toString());
  }

  @Override
  public Object lookupLink(String name) throws NamingException {
    return lookup(name);
  }

  @Override
  public Object lookupLink(Name name) throws NamingException {
    return lookup(name);
  }

  @Override
  public void bind(String name, Object object) throws NamingException {
    if (bindings.putIfAbsent(name, object) != null) {
      throw new NameAlreadyBoundException(name);
    }
  }

  @Override
  public void bind(Name name, Object object) throws NamingException {
    bind(name.toString(), object);
  }

  @Override
  public void rebind(String name, Object object) {
    bindings.put(name, object);
  }

  @Override
  public void rebind(Name name, Object object) {
    rebind(name.toString(), object);
  }

  @Override
  public void unbind(String name) {
    bindings.remove(name);
  }

  @Override
  public void unbind(Name name) {
    unbind(name.toString());
  }

  @Override
  public void rename(String oldName, String newName) throws NamingException {
    bind(newName, lookup(oldName));
    unbind(oldName);
  }

  @Override
  public void rename(Name oldName, Name newName) throws NamingException {
    rename(oldName.toString(), newName.toString());
  }

  @Override
  public NamingEnumeration<NameClassPair> list(String name) throws NamingException {
    checkRoot(name);
    return new Entries<>(
        bindings.entrySet().stream()
            .map(each -> new NameClassPair(each.getKey(), each.getValue().getClass().getName()))
            .iterator());
  }

  @Override
  public NamingEnumeration<NameClassPair> list(Name name) throws NamingException {
    return list(name.toString());
  }

  @Override
  public NamingEnumeration<Binding> listBindings(String name) throws NamingException {
    checkRoot(name);
    return new Entries<>(
        bindings.entrySet().stream()
            .map(each -> new Binding(each.getKey(), each.getValue()))
            .iterator());
  }

  @Override
  public NamingEnumeration<Binding> listBindings(Name name) throws NamingException {
    return listBindings(name.toString());
  }

  private static void checkRoot(String name) throws NamingException {
    if (!name.isEmpty()) {
      throw new NameNotFoundException(name + ": there are no contexts below the initial one");
    }
  }

  private static NamingException noSubcontexts() {
    return new OperationNotSupportedException("There are no contexts below the initial one");
  }

  @Override
  public void destroySubcontext(String name) throws NamingException {
    throw noSubcontexts();
  }

  @Override
  public void destroySubcontext(Name name) throws NamingException {
    throw noSubcontexts();
  }

  @Override
  public Context createSubcontext(String name) throws NamingException {
    throw noSubcontexts();
  }

  @Override
  public Context createSubcontext(Name name) throws NamingException {
    throw noSubcontexts();
  }

  @Override
  public NameParser getNameParser(String name) {
    return CompositeName::new;
  }

  @Override
  public NameParser getNameParser(Name name) {
    return CompositeName::new;
  }

  @Override
  public String composeName(String name, String prefix) {
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  @Override
  public Name composeName(Name name, Name prefix) throws NamingException {
    return ((Name) prefix.clone()).addAll(name);
  }

  @Override
  public Object addToEnvironment(String name, Object value) {
    return environment.put(name, value);
  }

  @Override
  public Object removeFromEnvironment(String name) {
    return environment.remove(name);
  }

  @Override
  public Hashtable<?, ?> getEnvironment() {
    return new Hashtable<>(environment);
  }

  /** Connection factories that were looked up stay open: closing them is their users' affair. */
  @Override
  public void close() {}

  @Override
  public String getNameInNamespace() {
    return "";
  }

  /** An iterator as JNDI wants it. */
  private record Entries<T>(Iterator<T> iterator) implements NamingEnumeration<T> {
    @Override
    public T next() {
      return iterator.next();
    }

    @Override
    public boolean hasMore() {
      return iterator.hasNext();
    }

    @Override
    public T nextElement() {
      return iterator.next();
    }

    @Override
    public boolean hasMoreElements() {
      return iterator.hasNext();
    }

    @Override
    public void close() {}
  }
}

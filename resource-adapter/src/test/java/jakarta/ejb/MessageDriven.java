package jakarta.ejb;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The part of the real annotation that the adapter reads. The real one comes with all of Jakarta
 * EE, whose JSON without an implementation keeps Hibernate from starting in the other tests.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface MessageDriven {
  String name() default "";

  String mappedName() default "";

  ActivationConfigProperty[] activationConfig() default {};
}

package io.tesela.standalone;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A static field is final, and of a type that nobody can change.
 *
 * <p>Known types count, and those of ours whose fields are final; not an array, not an {@code Atomic*}, not a buffer. A
 * collection counts when the initializer of its class takes every collection from {@code List.of} and its like. What an
 * object keeps behind final fields of its own is not followed.
 */
final class BeAConstant extends ArchCondition<JavaField> {
    private static final String OURS = "io.tesela.";

    /** Besides primitives: values, and what is configured where it is made. */
    private static final Set<String> IMMUTABLE = Set.of(
            "java.lang.String",
            "java.time.Duration",
            "java.util.regex.Pattern",
            "org.slf4j.Logger",
            "com.fasterxml.jackson.databind.json.JsonMapper",
            "org.apache.kafka.clients.admin.Config");

    private static final Set<String> COLLECTIONS = Set.of("java.util.List", "java.util.Set", "java.util.Map");
    private static final Set<String> MAKERS = Set.of("of", "copyOf", "ofEntries", "entry", "toList");

    BeAConstant() {
        super("be final and of an immutable type");
    }

    @Override
    public void check(JavaField field, ConditionEvents events) {
        Set<JavaModifier> modifiers = field.getModifiers();
        boolean ofTheCompiler = modifiers.contains(JavaModifier.SYNTHETIC);
        if (!ofTheCompiler && !(modifiers.contains(JavaModifier.FINAL) && isImmutable(field))) {
            events.add(SimpleConditionEvent.violated(field, field.getDescription() + " is static mutable state"));
        }
    }

    private static boolean isImmutable(JavaField field) {
        JavaClass type = field.getRawType();
        String name = type.getName();
        if (COLLECTIONS.contains(name)) {
            return field.getOwner().getStaticInitializer().stream().allMatch(BeAConstant::makesOnlyFixedCollections);
        }
        return type.isPrimitive() || IMMUTABLE.contains(name) || (name.startsWith(OURS) && hasOnlyFinalFields(type));
    }

    private static boolean hasOnlyFinalFields(JavaClass type) {
        return type.getAllFields().stream()
                .filter(field -> field.getOwner().getName().startsWith(OURS))
                .map(JavaField::getModifiers)
                .allMatch(
                        modifiers -> modifiers.contains(JavaModifier.STATIC) || modifiers.contains(JavaModifier.FINAL));
    }

    private static boolean makesOnlyFixedCollections(JavaCodeUnit initializer) {
        Stream<JavaClass> constructed =
                initializer.getConstructorCallsFromSelf().stream().map(call -> call.getTargetOwner());
        Stream<JavaMethodCall> given = initializer.getMethodCallsFromSelf().stream()
                .filter(call -> isCollection(call.getTarget().getRawReturnType()));
        return constructed.noneMatch(BeAConstant::isCollection)
                && given.allMatch(call -> MAKERS.contains(call.getName()));
    }

    private static boolean isCollection(JavaClass type) {
        return Stream.of(Collection.class, Map.class).anyMatch(type::isAssignableTo);
    }
}

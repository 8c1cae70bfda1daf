using System.Reflection;

namespace AgentState.Contracts;

/// <summary>Finds contracts that a test assembly has forgotten: every engine runs every contract.</summary>
public static class ContractCoverage
{
    /// <summary>The contracts that the assembly runs not exactly once, each with how often it does.</summary>
    /// <param name="tests">The test assembly of one engine.</param>
    /// <param name="contracts">Where the contracts are; null = this assembly.</param>
    public static IReadOnlyDictionary<string, int> Gaps(Assembly tests, IEnumerable<Type>? contracts = null)
    {
        var concrete = tests.GetTypes().Where(type => type is { IsAbstract: false, IsClass: true } && !type.IsDefined(typeof(OnceMoreAttribute))).ToList();
        var known = (contracts ?? typeof(Contract).Assembly.GetTypes())
            .Where(type => type.IsAbstract && type.IsSubclassOf(typeof(Contract)))
            .ToList();

        return known
            .Where(type => !known.Exists(other => other.BaseType == type)) // what contracts share is none
            .Select(contract => (Name: contract.FullName!, Count: concrete.Count(type => type.IsSubclassOf(contract))))
            .Where(contract => contract.Count != 1)
            .ToDictionary(contract => contract.Name, contract => contract.Count);
    }
}

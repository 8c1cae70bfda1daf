using System.Reflection;

namespace AgentState.Contracts;

/// <summary>Finds contracts that a test assembly does not run; every engine must run every contract.</summary>
public static class ContractCoverage
{
    /// <summary>Returns the contracts that the assembly does not run exactly once, each with its number of runs.</summary>
    /// <param name="tests">The test assembly of one engine.</param>
    /// <param name="contracts">The contracts; null for those of this assembly.</param>
    public static IReadOnlyDictionary<string, int> Gaps(Assembly tests, IEnumerable<Type>? contracts = null)
    {
        var concrete = tests.GetTypes().Where(
            type => type is { IsAbstract: false, IsClass: true } && !type.IsDefined(typeof(OnceMoreAttribute))).ToList();
        var known = (contracts ?? typeof(Contract).Assembly.GetTypes())
            .Where(type => type.IsAbstract && type.IsSubclassOf(typeof(Contract)))
            .ToList();

        return known
            .Where(type => !known.Exists(other => other.BaseType == type)) // a base class of contracts is not a contract
            .Select(contract => (Name: contract.FullName!, Count: concrete.Count(type => type.IsSubclassOf(contract))))
            .Where(contract => contract.Count != 1)
            .ToDictionary(contract => contract.Name, contract => contract.Count);
    }
}

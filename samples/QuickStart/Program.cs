Console.WriteLine("AgentState");
